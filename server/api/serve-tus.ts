import type { AppContext } from '@/server/context'
import { DomainError, isDomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import {
  appendUpload,
  createUpload,
  readOffset,
  terminateUpload,
  type UploadPart,
  type UploadProgress,
} from '@/server/uploads'
import { contextOf } from './context'
import { explainError } from './explain-error'
import type { TrpcContext } from './init'
import { refusal } from './refuse-request'
import { isSameOrigin } from './same-origin'
import { uploadClaims, withLimit } from './with-limit'

const version = '1.0.0'
const base = '/api/uploads'
const protocol = { 'tus-resumable': version, 'cache-control': 'no-store' }
const abilities = {
  ...protocol,
  'tus-version': version,
  'tus-extension': 'creation,termination,checksum,expiration',
  'tus-max-size': String(limits.maxSourceBytes),
  'tus-checksum-algorithm': 'sha256',
}

export type TusOptions = {
  /** For tests. */
  readonly stallMs?: number
  /** Where the bytes are when they do not come with the request. */
  readonly body?: AsyncIterable<Uint8Array>
}

/** Counted: an upload that begins is a call like any other, what follows has a limit of its own. */
export const answerTus = async (request: Request, options: TusOptions = {}): Promise<Response> => {
  const app = await contextOf(request.headers)
  const isCreation = methodOf(request) === 'POST'
  const limited = { app, headers: request.headers, cost: 1, ...(isCreation ? {} : { claimsOfUser: uploadClaims }) }
  const response = await withLimit(limited, (who) => serveTus(request, app, who, options))
  for (const [name, value] of Object.entries(protocol)) response.headers.set(name, value)
  // Refused before it was looked at: its bytes need not be read to their end.
  if (response.status === 429 && methodOf(request) === 'PATCH') response.headers.set('connection', 'close')
  return response
}

const methodOf = (request: Request): string =>
  request.headers.get('x-http-method-override')?.toUpperCase() ?? request.method

/**
 * tus 1.0 (https://tus.io/protocols/resumable-upload) over the upload verbs, for whoever the session cookie speaks for. The id in the address
 * is that of the Upload row. `who` is asked once, by what needs to know. Beyond the protocol: `Upload-Content-Sha256` on a part says the hash of the whole, which a client that hashes
 * while it sends knows only at the end.
 */
export const serveTus = async (
  request: Request,
  app: AppContext,
  who: () => Promise<TrpcContext>,
  options: TusOptions = {},
): Promise<Response> => {
  const method = methodOf(request)
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers: abilities })
  if (!isSameOrigin(request, app.config.appUrl, method))
    return refusal('forbidden', 'This request did not come from ClipForge.', protocol)
  if (request.headers.get('tus-resumable') !== version)
    return new Response(null, { status: 412, headers: { ...abilities, 'tus-resumable': version } })
  try {
    const id = readId(request)
    if (method === 'POST' && id === null) return await create(request, await who())
    if (id === null) throw new DomainError('not_found', 'There is no such upload.')
    switch (method) {
      case 'HEAD':
        return answer(200, await readOffset(requireUser(await who()), { id }))
      case 'PATCH':
        return answer(204, await append(request, app, who, id, options))
      case 'DELETE':
        await terminateUpload(requireUser(await who()), { id })
        return new Response(null, { status: 204, headers: protocol })
      default:
        return new Response(null, { status: 405, headers: { ...protocol, allow: 'OPTIONS, HEAD, PATCH, DELETE' } })
    }
  } catch (error) {
    // A part that is refused need not be read to its end.
    const rest = method === 'PATCH' ? { connection: 'close' } : {}
    const offset = isDomainError(error) ? error.details.offset : undefined
    return explainError(app, error, {
      ...protocol,
      ...rest,
      ...(typeof offset === 'number' ? { 'upload-offset': String(offset) } : {}),
    })
  }
}

const readId = (request: Request): string | null => {
  const rest = new URL(request.url).pathname.slice(base.length).replace(/^\/|\/$/g, '')
  return rest === '' ? null : rest
}

const requireUser = ({ user }: TrpcContext) => {
  if (user === null) throw new DomainError('unauthenticated', 'Sign in to go on.')
  return user
}

const answer = (status: 200 | 204, { offset, sizeBytes, expiresAt }: UploadProgress): Response =>
  new Response(null, {
    status,
    headers: {
      ...protocol,
      'upload-offset': String(offset),
      'upload-length': String(sizeBytes),
      ...(offset < sizeBytes ? { 'upload-expires': expiresAt.toUTCString() } : {}),
    },
  })

const create = async (request: Request, caller: TrpcContext): Promise<Response> => {
  requireUser(caller)
  if (caller.workspace === null) throw new DomainError('not_found', 'There is no such workspace, or you are not in it.')
  const sizeBytes = readNumber(request, 'upload-length')
  const metadata = readMetadata(request.headers.get('upload-metadata') ?? '')
  const { id, expiresAt } = await createUpload(caller.workspace, {
    sizeBytes,
    fileName: metadata.get('filename') ?? metadata.get('name') ?? '',
    sha256: metadata.get('sha256'),
  })
  const headers = { ...protocol, location: `${base}/${id}`, 'upload-expires': expiresAt.toUTCString() }
  return new Response(null, { status: 201, headers })
}

const append = async (
  request: Request,
  app: AppContext,
  who: () => Promise<TrpcContext>,
  id: string,
  options: TusOptions,
): Promise<UploadProgress> => {
  const user = who().then(requireUser)
  try {
    const part = readPart(request, id, options)
    return await appendUpload(app, user, part)
  } catch (error) {
    // Whoever is nobody hears of that before all else.
    await user
    throw error
  }
}

const readPart = (request: Request, id: string, options: TusOptions): UploadPart => {
  if (request.headers.get('content-type') !== 'application/offset+octet-stream')
    throw new DomainError('invalid_request', 'A part must have the type application/offset+octet-stream.')
  if (request.headers.get('transfer-encoding') !== null)
    throw new DomainError('invalid_request', 'A part must say how long it is.')
  return {
    id,
    offset: readNumber(request, 'upload-offset'),
    lengthBytes: readNumber(request, 'content-length'),
    body: options.body ?? request.body ?? nothing(),
    partHash: readChecksum(request.headers.get('upload-checksum')),
    contentHash: readContentHash(request.headers.get('upload-content-sha256')),
    signal: request.signal,
    ...(options.stallMs === undefined ? {} : { stallMs: options.stallMs }),
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // A request of no bytes has no body to read.
}

const readNumber = (request: Request, name: string): number => {
  const text = request.headers.get(name) ?? ''
  if (!/^\d{1,15}$/.test(text)) throw new DomainError('invalid_request', `The header ${name} must be a whole number.`)
  return Number(text)
}

const readChecksum = (header: string | null): Uint8Array | null => {
  if (header === null) return null
  const [algorithm, digest = ''] = header.split(' ')
  const bytes = Buffer.from(digest, 'base64')
  if (algorithm !== 'sha256' || bytes.length !== 32)
    throw new DomainError('invalid_request', 'Upload-Checksum must be "sha256" and the digest in base64.')
  return bytes
}

const readContentHash = (header: string | null): string | null => {
  if (header === null) return null
  if (!/^[0-9a-f]{64}$/.test(header))
    throw new DomainError('invalid_request', 'Upload-Content-Sha256 must be 64 lower-case hexadecimal digits.')
  return header
}

/** "filename d29ybGQ=,empty": names, each with a value in base64. */
const readMetadata = (header: string): Map<string, string> => {
  if (header.length > 8192) throw new DomainError('invalid_request', 'Upload-Metadata is longer than 8,192 characters.')
  const pairs = header.split(',').map((pair) => pair.trim().split(' '))
  return new Map(pairs.map(([name = '', value = '']) => [name, Buffer.from(value, 'base64').toString('utf8')]))
}
