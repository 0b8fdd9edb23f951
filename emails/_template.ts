import type { ReactElement } from 'react'

/** One kind of mail: pure props in, markup out. */
export type Template<Props> = {
  readonly subject: (props: Props) => string
  readonly Body: (props: Props) => ReactElement
  /** For the gallery and the test that renders them all, by the name of the case. `at` makes an address of the app from a path. */
  readonly samples: (at: (path: string) => string) => Readonly<Record<string, Props>>
}

/** What a letter carries that nobody caused by an act of their own. */
export type Marketing = {
  /** Works without signing in. */
  readonly unsubscribeUrl: string
  readonly preferencesUrl: string
  /** Of the sender, on one line; null where whoever runs this has given none. */
  readonly postalAddress: string | null
}
