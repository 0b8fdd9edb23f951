import { codeOf, DomainError } from '@/server/errors'

/** pg gives no code to what it decides itself. */
const ownWords = {
  full: /^timeout exceeded when trying to connect$/,
  away: /^(Connection terminated|Client has encountered a connection error|Client was closed|terminating connection)/,
  slow: /^Query read timeout$/,
}

const messages = {
  full: 'ClipForge is very busy. Nothing was lost; this goes on in a moment.',
  slow: 'This took longer than it may. Nothing was lost; try again in a moment.',
  away: 'ClipForge does not answer right now. Nothing was lost; this goes on in a moment.',
} as const

/**
 * What goes wrong with the database and not with a statement, as an error of ours that says to come back: it is out of reach (class 08,
 * 57P, 53, the network's codes), every connection is taken, or an answer took longer than it may (57014, 55P03). Everything else is
 * returned as it is.
 */
export const toDatabaseError = (error: Error): Error => {
  const because = judge(error)
  if (because === null) return error
  const own = made(because, error)
  // All that Prisma keeps of an error that has a code.
  return Object.assign(own, { meta: { own } })
}

const made = (because: keyof typeof messages, cause: Error): DomainError =>
  new DomainError('database_unavailable', messages[because], {
    cause,
    details: { retryAfterMs: because === 'away' ? 2_000 : 1_000, because },
  })

const judge = (error: Error): keyof typeof messages | null => {
  const code = codeOf(error)
  if (ownWords.full.test(error.message)) return 'full'
  if (code === '57014' || code === '55P03' || ownWords.slow.test(error.message)) return 'slow'
  const isAway =
    /^(08|57P|53)/.test(code) ||
    /^(ECONN|EPIPE|ETIMEDOUT|ENOENT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code) ||
    ownWords.away.test(error.message)
  return isAway ? 'away' : null
}

/** The error that `toDatabaseError` made, out of Prisma's around it; any other as it is. P2028: the transaction took longer than it may. */
export const fromPrisma = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  if (codeOf(error) === 'P2028') return made('slow', error)
  if (!('meta' in error)) return error
  const { meta } = error
  return typeof meta === 'object' && meta !== null && 'own' in meta ? meta.own : error
}
