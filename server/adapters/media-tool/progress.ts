import type { MediaJob } from '@/server/ports/media-tool'
import { createLineReader } from './line-reader'

/** Reads `-progress` reports: blocks of `key=value` lines, each block closed by `progress=`. */
export const createProgressReader = (onProgress: MediaJob['onProgress']) => {
  let fields = new Map<string, string>()
  return createLineReader((line) => {
    const separator = line.indexOf('=')
    if (separator === -1) return
    fields.set(line.slice(0, separator), line.slice(separator + 1).trim())
    if (!line.startsWith('progress=')) return
    // Microseconds; "N/A" until the first packet is written. `out_time_ms` is microseconds too, an old mistake of ffmpeg's.
    const outMs = Math.floor(Number(fields.get('out_time_us')) / 1000)
    const speed = Number.parseFloat(fields.get('speed') ?? '')
    fields = new Map()
    if (Number.isFinite(outMs)) onProgress?.({ outMs: Math.max(0, outMs), speed: Number.isFinite(speed) ? speed : 0 })
  })
}
