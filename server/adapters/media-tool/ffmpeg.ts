import os from 'node:os'
import { type GuardedResult, runGuarded } from '@/server/child-process'
import { DomainError } from '@/server/errors'
import { findUnguardedInput, guardedInput } from '@/server/media/ffmpeg/guarded-input'
import type { MediaInput } from '@/server/media/types'
import type { MediaJob, MediaResult, MediaTool, Packet, ProbeOptions } from '@/server/ports/media-tool'
import { createLineReader } from './line-reader'
import { createProgressReader } from './progress'
import { toDomainError } from './tool-failure'

export type FfmpegToolOptions = {
  readonly ffmpeg?: string
  readonly ffprobe?: string
  /** Longest a probe or packet listing may take: headers are small, and 20 GB of packets are read at disk speed. */
  readonly probeTimeoutMs?: number
}

/** Single blocks ffmpeg may ask for: a 36 MP frame at 16 bits per channel and four channels is 288 MB. */
const commonArgs = ['-hide_banner', '-max_alloc', '1073741824']

/**
 * Addresses are not memory: each decoder thread reserves a stack of 8 MB and a malloc arena of 64 MB, so the bound grows with
 * cores. 6 GB was enough for 32 inputs in one graph on two cores.
 */
const addressSpaceBytes = (6 + os.availableParallelism()) * 1024 ** 3

/** 120 minutes of rendered 1080p at 20 Mbit/s is 18 GB; one clip is far below. Jobs that need more say so. */
const defaultOutputBytes = 8 * 1024 ** 3

export const createFfmpegTool = (options: FfmpegToolOptions = {}): MediaTool => {
  const ffmpeg = options.ffmpeg ?? 'ffmpeg'
  const ffprobe = options.ffprobe ?? 'ffprobe'
  const probeTimeoutMs = options.probeTimeoutMs ?? 60_000
  let knownVersion: Promise<string> | undefined

  const readVersion = async (): Promise<string> => {
    let text = ''
    await runGuarded({
      command: ffmpeg,
      args: ['-version'],
      cwd: os.tmpdir(),
      timeoutMs: 10_000,
      onStdout: (chunk) => {
        text += chunk.toString('utf8')
      },
    })
    return `ffmpeg ${/^ffmpeg version (\S+)/.exec(text)?.[1] ?? 'unknown'}`
  }

  const inspect = async (
    input: MediaInput,
    show: readonly string[],
    onStdout: (chunk: Buffer) => void,
    { signal, timeoutMs = probeTimeoutMs }: ProbeOptions = {},
  ): Promise<void> => {
    const result = await runGuarded({
      command: ffprobe,
      args: [...commonArgs, '-loglevel', 'error', ...show, ...guardedInput(input)],
      cwd: os.tmpdir(),
      timeoutMs,
      signal,
      onStdout,
      limits: { addressSpaceBytes, fileBytes: 0 },
    })
    assertSucceeded('ffprobe', result)
  }

  return {
    version: () => {
      knownVersion ??= readVersion()
      return knownVersion
    },

    probe: async (input, probeOptions) => {
      const chunks: Buffer[] = []
      const show = ['-show_streams', '-show_format', '-of', 'json']
      await inspect(input, show, (chunk) => void chunks.push(chunk), probeOptions)
      return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
    },

    readPackets: async (input, onPacket, probeOptions) => {
      const lines = createLineReader((line) => {
        const packet = parsePacket(line)
        if (packet !== null) onPacket(packet)
      })
      const show = ['-show_entries', 'packet=stream_index,pts_time,duration_time,flags', '-of', 'csv=p=0']
      await inspect(input, show, (chunk) => lines.push(chunk.toString('latin1')), probeOptions)
      lines.end()
    },

    run: async (job: MediaJob): Promise<MediaResult> => {
      const fault = findUnguardedInput(job.args)
      if (fault !== null) throw new DomainError('internal', `ffmpeg was not started: ${fault}.`)
      const progress = createProgressReader(job.onProgress)
      const result = await runGuarded({
        command: ffmpeg,
        args: ['-nostdin', ...commonArgs, '-nostats', '-progress', 'pipe:3', '-y', ...job.args],
        cwd: job.workDir,
        timeoutMs: job.timeoutMs,
        signal: job.signal,
        onStdout: job.onStdout,
        onControl: progress.push,
        limits: { addressSpaceBytes, fileBytes: job.maxOutputBytes ?? defaultOutputBytes },
      })
      assertSucceeded('ffmpeg', result)
      return { log: result.log }
    },
  }
}

const assertSucceeded = (program: string, result: GuardedResult): void => {
  if (result.code !== 0) throw toDomainError(program, result)
}

/** A line of `stream_index,pts_time,duration_time,flags`; null for side data lines and packets without a time. */
const parsePacket = (line: string): Packet | null => {
  const [index, pts, duration, flags] = line.split(',')
  const packet = { streamIndex: Number(index), ptsS: Number(pts), durationS: Number(duration) || 0 }
  if (flags === undefined || pts === '' || Number.isNaN(packet.streamIndex + packet.ptsS)) return null
  return { ...packet, isDiscarded: flags.includes('D') }
}
