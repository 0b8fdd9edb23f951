import path from 'node:path'
import type { ServiceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { guardedInput } from '@/server/media/ffmpeg/guarded-input'
import type { Demuxer } from '@/server/media/types'
import type { Proxy as AnalysisProxy } from './scan-source'

const demuxers: Readonly<Record<string, Demuxer>> = { '.mkv': 'matroska', '.mp4': 'mov', '.mov': 'mov', '.avi': 'avi' }

export type ProxyReader = {
  /**
   * Frames `first` to `end` (exclusive) of the proxy as packed RGB, in order; each is a buffer of its own. The decoder waits
   * while `onFrame` is pending. @throws unreadable_media, media_tool_failed, cancelled
   */
  read(first: number, end: number, onFrame: (index: number, rgb: Uint8Array) => Promise<void>): Promise<void>
}

/** Every frame of the proxy is a key frame: a seek to a frame's own timestamp (from the file's first) starts exactly there. */
export const openProxy = async (ctx: ServiceContext, proxy: AnalysisProxy): Promise<ProxyReader> => {
  const demuxer = demuxers[path.extname(proxy.path)]
  if (demuxer === undefined) throw new DomainError('internal', `The analysis proxy has no known format: ${proxy.path}`)
  const input = { path: proxy.path, demuxer }
  const timesS: number[] = []
  await ctx.ports.mediaTool.readPackets(input, ({ ptsS }) => timesS.push(ptsS), { signal: ctx.signal })
  timesS.sort((a, b) => a - b)
  const frameBytes = proxy.widthPx * proxy.heightPx * 3

  return {
    read: async (first, end, onFrame) => {
      let index = first
      let frame = new Uint8Array(frameBytes)
      let filled = 0
      const take = async (chunk: Buffer): Promise<void> => {
        for (let at = 0; at < chunk.length; ) {
          const part = chunk.subarray(at, at + frameBytes - filled)
          frame.set(part, filled)
          at += part.length
          filled += part.length
          if (filled < frameBytes) return
          const full = frame
          frame = new Uint8Array(frameBytes)
          filled = 0
          await onFrame(index++, full)
        }
      }
      const work = await ctx.ports.artifacts.openWorkDir('faces')
      try {
        await ctx.ports.mediaTool.run({
          args: [
            ...['-v', 'error', '-threads', '1'],
            // Half a millisecond early: a time that is rounded up must not step over its frame.
            ...guardedInput(input, ['-ss', Math.max(0, (timesS[first] ?? 0) - (timesS[0] ?? 0) - 0.0005).toFixed(6)]),
            ...['-map', '0:v:0', '-frames:v', String(end - first), '-fps_mode', 'passthrough'],
            ...['-vf', `scale=${proxy.widthPx}:${proxy.heightPx}`, '-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'],
          ],
          workDir: work.path,
          // Ten seconds a frame is a hundred times what a detector needs on one loaded core.
          timeoutMs: 60_000 + (end - first) * 10_000,
          signal: ctx.signal,
          onStdout: take,
        })
      } finally {
        await work.release()
      }
      if (index !== end)
        throw new DomainError(
          'unreadable_media',
          'The analysis proxy is damaged. Delete the cache folder and run again.',
          {
            details: { wanted: end - first, got: index - first },
          },
        )
    },
  }
}
