import { guardLimits } from './limits'
import { waitingPage } from './waiting-page'

export type ShedAnswer = {
  readonly status: 503
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const detail = 'ClipForge is busy right now. Nothing was lost; try again in a moment.'

/** RFC 9457 for programs; for somebody who opens a page, the same in words, and it opens by itself when its time has come. */
export const shedAnswer = (accept: string, random: () => number): ShedAnswer => {
  const { least, most } = guardLimits.retryAfterS
  const retryAfterS = least + Math.floor(random() * (most - least + 1))
  if (accept.includes('text/html')) return waitingPage({ ...words, retryAfterS })
  return {
    status: 503,
    headers: {
      'cache-control': 'no-store',
      'retry-after': String(retryAfterS),
      'x-content-type-options': 'nosniff',
      'content-type': 'application/problem+json',
    },
    body: JSON.stringify({
      type: 'https://iana.org/assignments/http-problem-types#temporary-reduced-capacity',
      title: 'Temporary reduced capacity',
      status: 503,
      detail,
      code: 'busy',
      retryAfterSeconds: retryAfterS,
    }),
  }
}

const words = {
  title: 'Busy',
  heading: 'Busy for a moment',
  text: 'This page opens by itself in a few seconds. Nothing was lost.',
} as const
