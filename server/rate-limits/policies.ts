import type { RatePolicy } from '@/server/ports/rate-limiter'

type Entry = RatePolicy & {
  /** What is counted, for the docs page. */
  readonly what: string
  /** What it is counted by. */
  readonly by: string
}

const minute = 60
const hour = 3_600
const day = 86_400

/** Comes back evenly. */
const steady = (
  name: string,
  quota: number,
  windowSeconds: number,
  rest: { readonly burst?: number; readonly alone?: RatePolicy['alone']; readonly what: string; readonly by: string },
): Entry => ({ name, quota, windowSeconds, burst: quota, shape: 'steady', alone: 'share', ...rest })

const person = 'person'
const place = 'IPv4 address or IPv6 /64'
const apiKey = 'API key'

/** Every rate limit there is. What is refused, the headers of answers, docs/rate-limits.md and the tests read this table. */
export const ratePolicies = {
  /** Only for who is not signed in: two hundred people behind one address are two hundred people. */
  anonymous: steady('anonymous', 120, minute, { burst: 60, what: 'calls by nobody signed in', by: place }),
  /** So many made-up sessions reach the database; what is remembered as somebody's is not looked up to be counted. */
  sessionFailure: steady('session-failure', 120, minute, {
    burst: 60,
    alone: 'quarter',
    what: 'sessions that are nobody’s',
    by: place,
  }),
  user: steady('user', 600, minute, { burst: 120, what: 'calls by somebody signed in', by: person }),
  apiKeyFree: steady('api-key-free', 600, minute, { burst: 60, what: 'calls with a key, plan free', by: apiKey }),
  apiKeyPro: steady('api-key-pro', 6_000, minute, { burst: 600, what: 'calls with a key, other plans', by: apiKey }),
  apiKeyCeiling: {
    ...steady('api-key-ceiling', 10_000, minute, { what: 'calls with a key, whatever else is allowed', by: apiKey }),
    shape: 'window',
  },
  apiKeyFailure: steady('api-key-failure', 20, hour, { alone: 'quarter', what: 'keys that are wrong', by: place }),
  signIn: steady('sign-in', 5, 15 * minute, {
    alone: 'quarter',
    what: 'sign-in links',
    by: `${place}, with the mail address`,
  }),
  signInPlace: steady('sign-in-place', 20, hour, { alone: 'quarter', what: 'sign-in links', by: place }),
  /** More than one place asks for in an hour: only many places together fill somebody's box up to here. */
  signInAddress: steady('sign-in-address', 30, hour, { alone: 'quarter', what: 'sign-in links', by: 'mail address' }),
  invite: steady('invite', 20, hour, { what: 'invitations', by: 'workspace' }),
  /** A person owns several workspaces, and writes to strangers no more for it. Enough to fill a workspace in a day. */
  invitePerson: steady('invite-person', 60, day, { what: 'invitations', by: person }),
  /** Of everybody's workspaces together: nobody's box is filled with them. */
  inviteAddress: steady('invite-address', 5, day, { alone: 'quarter', what: 'invitations', by: 'mail address' }),
  uploadCreate: steady('upload-create', 10, hour, { what: 'uploads begun', by: person }),
  /** Parts have 16 MiB: this is 1.6 GiB a second, more than any line, and far less than a flood of requests. */
  uploadPart: steady('upload-part', 6_000, minute, { burst: 600, what: 'requests of uploads under way', by: person }),
  importLink: steady('import-link', 10, hour, { alone: 'quarter', what: 'links imported', by: person }),
  projectCreate: steady('project-create', 60, hour, { what: 'projects started', by: person }),
  clipRender: steady('clip-render', 30, hour, { what: 'renders asked for', by: person }),
  webhookTest: steady('webhook-test', 10, minute, { what: 'test events to a webhook', by: 'workspace' }),
} as const satisfies Readonly<Record<string, Entry>>

export type RatePolicyId = keyof typeof ratePolicies
