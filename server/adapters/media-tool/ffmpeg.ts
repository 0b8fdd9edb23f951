import os from 'node:os'
import { type GuardedProcess, type GuardedResult, runGuarded } from '@/server/child-process'
import { DomainError, isDomainError } from '@/server/errors'
import { findUnguardedInput, guardedProbeInput } from '@/server/media/ffmpeg/guarded-input'
import type { MediaInput } from '@/server/media/types'
import type { MediaJob, MediaResult, MediaTool, Packet, ProbeOptions } from '@/server/ports/media-tool'
import type { Metrics } from '@/server/ports/metrics'
import { lendFolder, takeFiles } from '@/server/process-sandbox'
import { createLineReader } from './line-reader'
import { createProgressReader } from './progress'
import { findBrokenLimit, toDomainError } from './tool-failure'

export type FfmpegToolOptions = {
  readonly ffmpeg?: string
  readonly ffprobe?: string
  /** Longest a probe or packet listing may take: headers are small, and 20 GB of packets are read at disk speed. */
  readonly probeTimeoutMs?: number
  readonly metrics?: Metrics
}

/** Single blocks ffmpeg may ask for: a 36 MP frame at 16 bits per channel and four channels is 288 MB. */
const commonArgs = ['-hide_banner', '-max_alloc', '1073741824']

/**
 * Addresses are not memory: each decoder thread reserves a stack of 8 MB and a malloc arena of 64 MB, so the bound grows with
 * cores. 6 GB was enough for 32 inputs in one graph on two cores.
 */
const addressSpaceBytes = (6 + os.availableParallelism()) * 1024 ** 3

/**
 * What is read of a probe (`parse-probe.ts`, `source-signal.ts`, `verify-output.ts`), and nothing else: tags are the author's, as many and as long
 * as they like. Of those, the two that tell sound tracks apart.
 */
const probeEntries = [
  'stream=index,codec_type,codec_name,profile,start_time,duration,nb_frames',
  'stream=width,height,sample_aspect_ratio,r_frame_rate,avg_frame_rate,field_order',
  'stream=pix_fmt,color_range,color_space,color_transfer',
  'stream=channels,sample_rate',
  'stream_disposition=default,attached_pic,timed_thumbnails,still_image',
  'stream_tags=language,title',
  'stream_side_data=rotation',
  'format=start_time,duration',
].join(':')

/** A thousand streams are described in one; only what is made to fill memory is longer. */
export const maxProbeBytes = 16 * 1024 ** 2

/** 120 minutes of rendered 1080p at 20 Mbit/s is 18 GB; one clip is far below. Jobs that need more say so. */
const defaultOutputBytes = 8 * 1024 ** 3

export const createFfmpegTool = (options: FfmpegToolOptions = {}): MediaTool => {
  const ffmpeg = options.ffmpeg ?? 'ffmpeg'
  const ffprobe = options.ffprobe ?? 'ffprobe'
  const probeTimeoutMs = options.probeTimeoutMs ?? 60_000
  let knownVersion: Promise<string> | undefined

  /** A run that ends by itself, by a signal, or by being told to, counts as one end. */
  const run = async (
    program: 'ffmpeg' | 'ffprobe',
    process: Omit<GuardedProcess, 'command'>,
  ): Promise<GuardedResult> => {
    const count = (code: string, why: string) => options.metrics?.count('ffmpeg_exit_total', { program, code, why })
    try {
      const result = await runGuarded({ ...process, command: program === 'ffmpeg' ? ffmpeg : ffprobe })
      const why = result.code === 0 ? 'none' : toDomainError(program, result).code
      count(String(result.signal ?? result.code), why)
      return result
    } catch (error) {
      count('none', isDomainError(error) ? error.code : 'internal')
      throw error
    }
  }

  const readVersion = async (): Promise<string> => {
    let text = ''
    const result = await run('ffmpeg', {
      args: ['-version'],
      cwd: os.tmpdir(),
      timeoutMs: 10_000,
      onStdout: (chunk) => {
        text += chunk.toString('utf8')
      },
    })
    assertSucceeded('ffmpeg', result)
    return `ffmpeg ${/^ffmpeg version (\S+)/.exec(text)?.[1] ?? 'unknown'}`
  }

  const inspect = async (
    input: MediaInput,
    show: readonly string[],
    onStdout: (chunk: Buffer) => void,
    { signal, timeoutMs = probeTimeoutMs }: ProbeOptions = {},
  ): Promise<void> => {
    const result = await run('ffprobe', {
      args: [...commonArgs, '-loglevel', 'error', ...show, ...guardedProbeInput(input)],
      cwd: os.tmpdir(),
      timeoutMs,
      signal,
      onStdout,
      limits: { addressSpaceBytes, fileBytes: 0 },
      isWriteConfined: true,
    })
    const broken = findBrokenLimit('ffprobe', result)
    if (broken !== null) throw broken
    assertSucceeded('ffprobe', result)
  }

  return {
    version: () => {
      knownVersion ??= readVersion()
      return knownVersion
    },

    probe: async (input, probeOptions) => {
      const chunks: Buffer[] = []
      let size = 0
      const keep = (chunk: Buffer): void => {
        size += chunk.length
        if (size > maxProbeBytes) throw damaged('it says more about itself than about its pictures and sound')
        chunks.push(chunk)
      }
      await inspect(input, ['-show_entries', probeEntries, '-of', 'json'], keep, probeOptions)
      return parseJson(Buffer.concat(chunks))
    },

    readPackets: async (input, onPacket, probeOptions) => {
      const lines = createLineReader((line) => {
        const packet = parsePacket(line)
        if (packet !== null) onPacket(packet)
      })
      const show = ['-show_entries', 'packet=stream_index,pts_time,dts_time,duration_time,flags', '-of', 'csv=p=0']
      await inspect(input, show, (chunk) => lines.push(chunk.toString('latin1')), probeOptions)
      lines.end()
    },

    run: async (job: MediaJob): Promise<MediaResult> => {
      const fault = findUnguardedInput(job.args)
      if (fault !== null) throw new DomainError('internal', `ffmpeg was not started: ${fault}.`)
      const progress = createProgressReader(job.onProgress)
      await lendFolder(job.workDir)
      try {
        const result = await run('ffmpeg', {
          args: ['-nostdin', ...commonArgs, '-nostats', '-progress', 'pipe:3', '-y', ...job.args],
          cwd: job.workDir,
          timeoutMs: job.timeoutMs,
          signal: job.signal,
          onStdout: job.onStdout,
          onControl: progress.push,
          limits: { addressSpaceBytes, fileBytes: job.maxOutputBytes ?? defaultOutputBytes },
          isWriteConfined: true,
        })
        assertSucceeded('ffmpeg', result)
        return { log: result.log }
      } finally {
        await takeFiles(job.workDir)
      }
    },
  }
}

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw damaged('it could not be described', cause)
  }
}

const damaged = (why: string, cause?: unknown): DomainError =>
  new DomainError('unreadable_media', `The file is damaged: ${why}. Export it again or pick another file.`, { cause })

const assertSucceeded = (program: string, result: GuardedResult): void => {
  if (result.code !== 0) throw toDomainError(program, result)
}

/**
 * A line of `stream_index,pts_time,dts_time,duration_time,flags`; null for side data and for packets with no time at all. AVI keeps
 * decoding times only: over a stream they cover the same span.
 */
const parsePacket = (line: string): Packet | null => {
  const [index = '', pts = '', dts = '', duration = '', flags] = line.split(',')
  if (flags === undefined) return null
  const ptsS = [pts, dts].map(Number.parseFloat).find(Number.isFinite)
  const streamIndex = Number.parseInt(index, 10)
  if (ptsS === undefined || Number.isNaN(streamIndex)) return null
  return { streamIndex, ptsS, durationS: Number.parseFloat(duration) || 0, isDiscarded: flags.includes('D') }
}
