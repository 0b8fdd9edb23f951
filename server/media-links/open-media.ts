import type { Readable } from 'node:stream'
import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { readStorageState, within } from '@/server/platform'
import { storageAway } from '@/server/storage-error'
import { readRange } from './byte-range'
import { contentDisposition } from './disposition'
import { isSignedBy, workspaceOfKey } from './signature'

export type MediaRequest = {
  readonly method: 'GET' | 'HEAD'
  /** "<key id>.<expiry>.<signature>" */
  readonly ticket: string
  readonly key: string
  readonly download: string | null
  readonly range: string | null
  readonly ifRange: string | null
  readonly ifNoneMatch: string | null
}

export type MediaAnswer = {
  readonly status: 200 | 206 | 304 | 416
  readonly headers: Readonly<Record<string, string>>
  /** null: nothing but headers. */
  readonly body: Readable | null
}

/** Until the bytes begin to come, all questions to the store together: who asked hears by then that it is away. */
const answerMs = 1_000
/** Of a store that is known to be away. It is asked all the same, for what can only be read plays on. */
const awayAnswerMs = 250

/** What the holder of a signed address gets. @throws forbidden (address not ours, changed or over), not_found, storage_unavailable */
export const openMedia = async (ctx: AppContext, request: MediaRequest): Promise<MediaAnswer> => {
  const expiresAtS = requireTicket(ctx, request)
  const ms = readStorageState() === 'away' ? awayAnswerMs : answerMs
  const late = new AbortController()
  const opening = readMedia(ctx, request, { expiresAtS, signal: late.signal })
  const answer = await within(opening, ms)
  if (answer !== undefined) return answer
  late.abort()
  // A store that can't be told to stop may open it after all.
  opening.then(
    ({ body }) => body?.destroy(),
    () => undefined,
  )
  throw storageAway(new Error(`no answer within ${ms} ms`))
}

const readMedia = async (
  ctx: AppContext,
  request: MediaRequest,
  { expiresAtS, signal }: { readonly expiresAtS: number; readonly signal: AbortSignal },
): Promise<MediaAnswer> => {
  const found = await ctx.ports.objects.stat(request.key, signal)
  if (found === undefined) throw new DomainError('not_found', 'This file is no longer there.')
  const etag = `"${found.sizeBytes.toString(36)}-${found.modifiedAtMs.toString(36)}"`
  const common = {
    'accept-ranges': 'bytes',
    'cache-control': `private, max-age=${Math.max(0, expiresAtS - Math.floor(ctx.clock.now() / 1000))}`,
    'content-security-policy':
      "sandbox; default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'",
    // Mail programs in a browser show pictures on pages of their own.
    'cross-origin-resource-policy': found.contentType.startsWith('image/') ? 'cross-origin' : 'same-origin',
    'last-modified': new Date(found.modifiedAtMs).toUTCString(),
    'x-content-type-options': 'nosniff',
    etag,
  }
  if (request.ifNoneMatch?.split(',').some((tag) => [etag, '*'].includes(tag.trim().replace(/^W\//, ''))))
    return { status: 304, headers: common, body: null }
  const headers = {
    ...common,
    'content-type': found.contentType,
    'content-disposition': contentDisposition(request.download),
  }
  // A range of what it was before is no range of what it is now.
  const isSame = request.ifRange === null || request.ifRange === etag
  const range = isSame ? readRange(request.range, found.sizeBytes) : null
  if (range === 'unsatisfiable')
    return { status: 416, headers: { ...common, 'content-range': `bytes */${found.sizeBytes}` }, body: null }
  const open = () =>
    request.method === 'HEAD' ? null : ctx.ports.objects.read(request.key, range ?? undefined, signal)
  if (range === null)
    return { status: 200, headers: { ...headers, 'content-length': String(found.sizeBytes) }, body: await open() }
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(range.end - range.start + 1),
      'content-range': `bytes ${range.start}-${range.end}/${found.sizeBytes}`,
    },
    body: await open(),
  }
}

const requireTicket = (ctx: AppContext, { ticket, key, download }: MediaRequest): number => {
  const [keyId = '', expiry = '', signature = '', ...more] = ticket.split('.')
  const expiresAtS = /^[0-9a-z]{1,10}$/.test(expiry) ? Number.parseInt(expiry, 36) : 0
  const workspaceId = workspaceOfKey(key) ?? ''
  const claim = { key, workspaceId, expiresAtS, download }
  if (!isSignedBy(ctx.config.mediaKeys, keyId, signature, claim) || more.length > 0)
    throw new DomainError('forbidden', 'This address is not one of ours. Open the page again to get a fresh one.')
  if (expiresAtS * 1000 <= ctx.clock.now())
    throw new DomainError('forbidden', 'This address is over. Open the page again to get a fresh one.')
  return expiresAtS
}
