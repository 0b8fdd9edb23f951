import type { ReactElement } from 'react'

/** One kind of mail: pure props in, markup out. */
export type Template<Props> = {
  readonly subject: (props: Props) => string
  readonly Body: (props: Props) => ReactElement
  /** For the gallery and the test that renders them all, by the name of the case. */
  readonly samples: Readonly<Record<string, Props>>
}
