import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import type { ServiceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { listenedTo } from '@/server/media/ffmpeg/audio-graph'
import { formatBytes } from '@/server/media/format-bytes'
import { limits } from '@/server/media/limits'
import { describeSource } from '@/server/media/probe/describe-source'
import { createPacketSummary } from '@/server/media/probe/packet-summary'
import { type ProbedFile, parseProbe } from '@/server/media/probe/parse-probe'
import { leadingTagBytes, type Sniffed, sniffBytes, sniffContainer } from '@/server/media/probe/sniff'
import type { Demuxer, MediaInput, SourceInfo } from '@/server/media/types'
import type { Packet } from '@/server/ports/media-tool'
import { remember } from '@/server/stage-cache'
import { hashFile } from './hash-file'
import { isSilentTrack } from './is-silent-track'

/** Raised when the same file would be described differently. */
const version = 2

/** Extensions of the names we give; ffmpeg never needs them, people who look into the store do. */
const extensions = {
  mov: 'mp4',
  matroska: 'mkv',
  avi: 'avi',
  mpegts: 'ts',
  mpeg: 'mpg',
  flv: 'flv',
  asf: 'asf',
  ogg: 'ogg',
  wav: 'wav',
  mp3: 'mp3',
  flac: 'flac',
  aac: 'aac',
} as const satisfies Record<Demuxer, string>

/**
 * What a file is: its kind by its first bytes, its identity by all of them, its streams and length by its packets. ffmpeg sees it
 * under a name made from the hash, never under the user's. A caller that knows the hash of these very bytes spares reading them once more.
 * @throws not_found, invalid_request, unsupported_container, unreadable_media, no_media_streams, limit_exceeded
 */
export const probeSource = async (
  ctx: ServiceContext,
  { path, contentHash: knownHash }: { readonly path: string; readonly contentHash?: string },
): Promise<{ source: SourceInfo; input: MediaInput }> => {
  const { realPath, sizeBytes, demuxer } = await inspectFile(path)
  const contentHash = knownHash ?? (await hashFile(ctx, realPath))
  const linked = await ctx.ports.artifacts.linkFile(`sources/${contentHash}.${extensions[demuxer]}`, realPath)
  const input: MediaInput = { path: linked, demuxer }
  const engines = [await ctx.ports.mediaTool.version()]
  const key = { stage: 'probe', version, contentHash, params: { demuxer }, engines }
  const source = await remember(ctx, key, () => describeFile(ctx, input, { contentHash, sizeBytes }))
  return { source, input }
}

const describeFile = async (
  ctx: ServiceContext,
  input: MediaInput,
  file: { readonly contentHash: string; readonly sizeBytes: number },
): Promise<SourceInfo> => {
  const { mediaTool } = ctx.ports
  const probed = probedOf(await mediaTool.probe(input, { signal: ctx.signal }))
  const summary = createPacketSummary(new Set(probed.videos.map((video) => video.index)))
  let packets = 0
  const add = (packet: Packet): void => {
    packets += 1
    if (packets > limits.maxPackets) throw tooManyPackets()
    summary.add(packet)
  }
  await mediaTool.readPackets(input, add, { signal: ctx.signal, timeoutMs: packetTimeoutMs(file.sizeBytes) })
  const facts = { ...file, demuxer: input.demuxer, probed, packets: summary.finish() }
  const silent = new Set<number>()
  for (;;) {
    const described = describeSource({ ...facts, silent })
    if (!described.ok) {
      const { code, message, ...details } = described.fault
      throw new DomainError(code, message, { details })
    }
    const { source } = described
    const [chosen] = listenedTo(source)
    const isOnlyOne = source.audio.length < 2 || source.mixedWith !== undefined
    if (chosen === undefined || isOnlyOne || silent.has(chosen.index)) return source
    if (!(await isSilentTrack(ctx, input, chosen.index, source.durationMs))) return source
    silent.add(chosen.index)
  }
}

/** Each time of a picture is kept: a file of nothing but headers could fill the memory with them. */
const tooManyPackets = () =>
  new DomainError(
    'limit_exceeded',
    `The file is cut into more than ${limits.maxPackets / 1e6} million packets: it is damaged, or no video. Export it again.`,
    { details: { limit: 'maxPackets' } },
  )

const probedOf = (json: unknown): ProbedFile => {
  try {
    return parseProbe(json)
  } catch (cause) {
    throw new DomainError('unreadable_media', 'The file’s streams make no sense: it is damaged.', { cause })
  }
}

/** A slow disk reads 20 MB a second; a minute on top for a busy machine. */
const packetTimeoutMs = (sizeBytes: number): number => 60_000 + sizeBytes / 20_000

const inspectFile = async (path: string) => {
  const realPath = await realpath(path).catch(refuseMissing)
  // Without waiting: opening a named pipe would hang until somebody writes to it.
  const file = await open(realPath, constants.O_RDONLY | constants.O_NONBLOCK).catch(refuseMissing)
  try {
    const info = await file.stat()
    if (info.isDirectory())
      throw new DomainError('invalid_request', 'That is a folder. Give the path of one video file.')
    if (!info.isFile())
      throw new DomainError('invalid_request', 'That is not a regular file. Give the path of one video file.')
    if (info.size > limits.maxSourceBytes)
      throw new DomainError(
        'limit_exceeded',
        `The file has ${formatBytes(info.size)}; at most ${formatBytes(limits.maxSourceBytes)} are taken. Export it at a lower bit rate.`,
        { details: { limit: 'maxSourceBytes', value: info.size } },
      )
    return { realPath, sizeBytes: info.size, demuxer: demuxerOf(await sniffFile(file)) }
  } finally {
    await file.close()
  }
}

/** The last one is how Node answers a path with a zero byte in it. */
const noSuchFile = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ENXIO', 'ERR_INVALID_ARG_VALUE'])

const refuseMissing = (error: NodeJS.ErrnoException): never => {
  if (noSuchFile.has(error.code ?? ''))
    throw new DomainError('not_found', 'There is no file at that path. Check its spelling.', { cause: error })
  if (error.code === 'EACCES' || error.code === 'EPERM')
    throw new DomainError('not_found', 'The file may not be read. Check its permissions.', { cause: error })
  throw error
}

const sniffFile = async (file: FileHandle): Promise<Sniffed> => {
  const head = await readAt(file, 0)
  const tagBytes = leadingTagBytes(head)
  if (tagBytes === 0) return sniffContainer(head)
  // MP3, AAC and FLAC all may carry the tag; what stands behind it decides. Nothing recognisable there is still a tagged MP3.
  const behind = sniffContainer(await readAt(file, tagBytes))
  return behind.ok && (behind.demuxer === 'aac' || behind.demuxer === 'flac') ? behind : sniffContainer(head)
}

const readAt = async (file: FileHandle, position: number): Promise<Uint8Array> => {
  const buffer = Buffer.alloc(sniffBytes)
  const { bytesRead } = await file.read(buffer, 0, sniffBytes, position)
  return buffer.subarray(0, bytesRead)
}

const demuxerOf = (sniffed: Sniffed): Demuxer => {
  if (sniffed.ok) return sniffed.demuxer
  const isDamaged = ['empty', 'too-short', 'ebml-without-type'].includes(sniffed.refusal)
  throw new DomainError(isDamaged ? 'unreadable_media' : 'unsupported_container', sniffed.message, {
    details: { refusal: sniffed.refusal },
  })
}
