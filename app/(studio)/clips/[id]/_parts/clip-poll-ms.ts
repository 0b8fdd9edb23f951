import { askAgainMs } from '@/app/_trpc/ask-again'
import { isOver } from '../../_parts/is-gone'
import type { ClipData } from '../../_parts/types'

const pollMs = 1500

/**
 * How soon a clip is asked for again: soon while a file of it is being made, patiently while the server does not answer, not at all once the
 * clip is gone or nobody is signed in.
 */
export const clipPollMs = ({
  data,
  error,
}: {
  readonly data: Pick<ClipData, 'renders'> | undefined
  readonly error: Parameters<typeof isOver>[0]
}): number | false => {
  if (isOver(error)) return false
  const isRendering = data?.renders.some(({ state }) => state === 'queued' || state === 'rendering') ?? false
  return isRendering ? pollMs : askAgainMs(error)
}
