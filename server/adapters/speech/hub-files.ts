import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { DomainError, throwIfCancelled } from '@/server/errors'

/** A file of a model repository. Large ones are named by their SHA-256, small ones by git's blob id (SHA-1). */
export type HubFile = {
  readonly path: string
  readonly sizeBytes: number
  readonly checksum: { readonly kind: 'sha256' | 'git-blob'; readonly hex: string }
}

export type Hub = { readonly url: string; readonly model: string; readonly signal?: AbortSignal | undefined }

const revision = 'main'
/** A dropped connection goes on where it stopped; three drops in one file mean a bad line. */
const attempts = 3
const listTimeoutMs = 20_000

const listing = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: z.number().int().min(0),
    oid: z.string(),
    lfs: z.object({ oid: z.string(), size: z.number().int().min(0) }).optional(),
  }),
)

/** Whether the hub answers at all, within `timeoutMs`. */
export const isHubReachable = async ({ url, model }: Hub, timeoutMs: number): Promise<boolean> => {
  try {
    const response = await fetch(`${url}/api/models/${model}`, { signal: AbortSignal.timeout(timeoutMs) })
    await response.body?.cancel()
    return response.ok
  } catch {
    // Whatever the reason (no route, no name, refused, too slow): it can't be had now.
    return false
  }
}

/** @throws engine_unavailable, cancelled */
export const listHubFiles = async (hub: Hub): Promise<HubFile[]> => {
  const response = await reach(
    hub,
    `${hub.url}/api/models/${hub.model}/tree/${revision}?recursive=true`,
    {},
    listTimeoutMs,
  )
  if (!response.ok) {
    throw unavailable(`The model "${hub.model}" was not found at ${hub.url} (${response.status}). Check WHISPER_MODEL.`)
  }
  const parsed = listing.safeParse(await response.json().catch(() => null))
  if (!parsed.success) throw unavailable(`${hub.url} does not list files as a model hub does. Check WHISPER_HUB_URL.`)
  return parsed.data
    .filter((entry) => entry.type === 'file')
    .map(({ path: name, size, oid, lfs }) => ({
      path: name,
      sizeBytes: lfs?.size ?? size,
      checksum: lfs ? { kind: 'sha256', hex: lfs.oid } : { kind: 'git-blob', hex: oid },
    }))
}

/**
 * Streams one file to `folder`, under its own name only once size and checksum are right. What an earlier try left in `.part`
 * is gone on from. @throws engine_unavailable, cancelled
 */
export const downloadHubFile = async (hub: Hub, file: HubFile, folder: string): Promise<void> => {
  const target = path.join(folder, file.path)
  const partial = `${target}.part`
  await mkdir(path.dirname(target), { recursive: true })
  for (let attempt = 1; (await sizeOf(partial)) < file.sizeBytes; attempt++) {
    const failure = await continueDownload(hub, file, partial)
    throwIfCancelled(hub.signal)
    if (failure === null) break
    if (attempt === attempts)
      throw unavailable(`${file.path} could not be fetched from ${hub.url}. Run again to go on.`, failure)
  }
  await checkFile(partial, file)
  await rename(partial, target)
}

/** null when the file is whole, else what went wrong. */
const continueDownload = async (hub: Hub, file: HubFile, partial: string): Promise<unknown> => {
  try {
    await appendRest(hub, file, partial)
    return null
  } catch (error) {
    return error
  }
}

const appendRest = async (hub: Hub, file: HubFile, partial: string): Promise<void> => {
  const from = await sizeOf(partial)
  const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {}
  const response = await reach(hub, `${hub.url}/${hub.model}/resolve/${revision}/${file.path}`, headers)
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    throw unavailable(`${file.path}: ${hub.url} answered ${response.status}.`)
  }
  // A server that can't go on in the middle answers 200 with the whole file.
  const goesOn = response.status === 206
  let bytes = goesOn ? from : 0
  const limited = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > file.sizeBytes) throw unavailable(`${file.path} is longer than listed.`)
      yield chunk
    }
  }
  const options = hub.signal ? { signal: hub.signal } : {}
  const target = createWriteStream(partial, { flags: goesOn ? 'a' : 'w' })
  await pipeline(response.body, limited, target, options)
  if (bytes < file.sizeBytes) throw unavailable(`${file.path} ended after ${bytes} of ${file.sizeBytes} bytes.`)
}

const reach = async (hub: Hub, url: string, headers: Record<string, string>, timeoutMs?: number): Promise<Response> => {
  const signals = [hub.signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)].flatMap(
    (s) => s ?? [],
  )
  try {
    return await fetch(url, { headers, signal: AbortSignal.any(signals) })
  } catch (error) {
    throwIfCancelled(hub.signal)
    throw unavailable(`${hub.url} could not be reached: no network?`, error)
  }
}

const checkFile = async (partial: string, { path: name, sizeBytes, checksum }: HubFile): Promise<void> => {
  const hash = checksum.kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${sizeBytes}\0`)
  const [size, hex] = [await sizeOf(partial), await digestOf(partial, hash)]
  if (size === sizeBytes && hex === checksum.hex) return
  await rm(partial, { force: true })
  throw unavailable(`${name} arrived damaged (its checksum is wrong) and was deleted. Run again to fetch it anew.`)
}

/** SHA-256 of a file, streamed. */
export const sha256Of = (file: string): Promise<string> => digestOf(file, createHash('sha256'))

const digestOf = async (file: string, hash: Hash): Promise<string> => {
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

export const sizeOf = async (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return 0
      throw error
    },
  )

export const unavailable = (message: string, cause?: unknown): DomainError =>
  new DomainError('engine_unavailable', message, { cause })
