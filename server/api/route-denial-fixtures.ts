import type { WorkspaceContext } from '@/server/context'
import { signMediaUrl } from '@/server/media-links'
import type { Belongings } from './denial-fixtures'

/** What somebody asks a route for, who has no right to what it names. */
export type Asked = {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type RouteDenialFixture =
  /** Anybody may call it; it tells nothing of anybody and changes nothing of theirs. Says why. */
  | { readonly kind: 'public'; readonly why: string }
  /** A cookie speaks for the caller: with A's ids it is 404 to B, and 401 to whoever is signed out. */
  | { readonly kind: 'cookie'; readonly ask: (a: Belongings) => Asked }
  /** Whoever knows the address or has the key may: one that was not made by us is refused like this. */
  | {
      readonly kind: 'signed'
      readonly status: number
      readonly ask: (a: Belongings, signedForA: Pick<WorkspaceContext, 'config' | 'clock' | 'workspaceId'>) => Asked
    }

const tus = { 'tus-resumable': '1.0.0' }
const upload = (a: Belongings): Asked => ({ path: `/api/uploads/${a.uploadId}`, headers: tus })

/** A's own address, led to another of A's files: the signature is not that one's. */
const otherFile = (status: number): RouteDenialFixture => ({
  kind: 'signed',
  status,
  ask: (a, ctx) => ({
    path: signMediaUrl(ctx, `thumbnails/${a.workspaceId}/b.jpg`).replace(
      /thumbnails\/.*$/,
      `sources/${a.workspaceId}/a.mp4`,
    ),
  }),
})

const probe: RouteDenialFixture = { kind: 'public', why: 'words about the installation, of nobody' }
const metrics: RouteDenialFixture = {
  kind: 'signed',
  status: 404,
  ask: () => ({ path: '/metrics', headers: { authorization: 'Bearer not-the-token' } }),
}
const notAMethod: RouteDenialFixture = { kind: 'public', why: 'answered 405 before anything is looked up' }
const ofEveryMethod = (but: Readonly<Record<string, RouteDenialFixture>>, rest: RouteDenialFixture) => ({
  ...Object.fromEntries(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'].map((method) => [method, rest])),
  ...but,
})

/** One line for each method of each route there is; `server/api/route-denials.int.test.ts` fails for one without. */
export const routeDenialFixtures: Readonly<Record<string, Readonly<Record<string, RouteDenialFixture>>>> = {
  'app/api/auth/[...nextauth]/route.ts': {
    GET: { kind: 'public', why: 'the door itself; what it lets in is tested in app/_auth' },
    POST: { kind: 'public', why: 'the door itself; what it lets in is tested in app/_auth' },
  },
  'app/api/trpc/[trpc]/route.ts': {
    GET: { kind: 'public', why: 'each procedure has its own line in denial-fixtures.ts' },
    POST: { kind: 'public', why: 'each procedure has its own line in denial-fixtures.ts' },
  },
  'app/api/uploads/[[...path]]/route.ts': {
    OPTIONS: { kind: 'public', why: 'says what the protocol can' },
    GET: { kind: 'public', why: 'no method of the protocol' },
    POST: { kind: 'public', why: 'makes an upload of the caller’s own; signed out it is 401 in tus.int.test.ts' },
    HEAD: { kind: 'cookie', ask: upload },
    DELETE: { kind: 'cookie', ask: upload },
    PATCH: {
      kind: 'cookie',
      ask: (a) => ({
        path: `/api/uploads/${a.uploadId}`,
        headers: {
          ...tus,
          'content-type': 'application/offset+octet-stream',
          'upload-offset': '0',
          'content-length': '4',
        },
        body: 'evil',
      }),
    },
  },
  'app/api/unsubscribe/[token]/route.ts': {
    GET: { kind: 'public', why: 'leads to a page and changes nothing, as its own tests say' },
    POST: {
      kind: 'signed',
      status: 400,
      ask: (a) => ({
        path: `/api/unsubscribe/${Buffer.from(a.userId).toString('base64url')}.forged`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'List-Unsubscribe=One-Click',
      }),
    },
  },
  'app/api/webhooks/resend/route.ts': {
    POST: {
      kind: 'signed',
      // Where no provider is set up there is no such page; forged reports where one is: server/notifications/mail-requests.int.test.ts.
      status: 404,
      ask: () => ({
        path: '/api/webhooks/resend',
        headers: { 'svix-id': 'msg_1', 'svix-timestamp': '1', 'svix-signature': 'v1,forged' },
        body: '{"type":"email.bounced","data":{"to":["a@example.com"]}}',
      }),
    },
  },
  'app/media/[...path]/route.ts': {
    GET: otherFile(403),
    HEAD: otherFile(403),
    DELETE: otherFile(403),
    PATCH: otherFile(403),
    POST: otherFile(403),
    PUT: otherFile(403),
  },
  'app/metrics/route.ts': ofEveryMethod({ GET: metrics, HEAD: metrics }, notAMethod),
  'app/health/route.ts': ofEveryMethod({}, probe),
  'app/health/live/route.ts': ofEveryMethod({}, probe),
  'app/health/ready/route.ts': ofEveryMethod({}, probe),
  'app/health/startup/route.ts': ofEveryMethod({}, probe),
}
