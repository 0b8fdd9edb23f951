import type { ServiceContext } from '@/server/context'
import { isDomainError } from '@/server/errors'
import { guardedInput } from '@/server/media/ffmpeg/guarded-input'
import type { MediaInput } from '@/server/media/types'

/** Below what any microphone hears and above what lossy coding leaves of zeros. */
const silence = '-80dB'

/**
 * Whether a track holds nothing but digital silence. Decoding stops at the first sound; only a silent track is read to its end. A
 * track that can't be decoded is not called silent.
 * @throws media_tool_timeout, storage_full, cancelled
 */
export const isSilentTrack = async (
  ctx: ServiceContext,
  input: MediaInput,
  streamIndex: number,
  durationMs: number,
): Promise<boolean> => {
  const work = await ctx.ports.artifacts.openWorkDir('silence')
  let bytes = 0
  try {
    await ctx.ports.mediaTool.run({
      args: [
        ...guardedInput(input, ['-vn', '-sn', '-dn']),
        ...['-map', `0:${streamIndex}`, '-af', `silenceremove=start_periods=1:start_threshold=${silence}`],
        ...['-frames:a', '1', '-f', 's16le', 'pipe:1'],
      ],
      workDir: work.path,
      timeoutMs: 60_000 + durationMs,
      signal: ctx.signal,
      onStdout: (chunk) => {
        bytes += chunk.length
      },
    })
    return bytes === 0
  } catch (error) {
    if (isDomainError(error, 'media_tool_failed') || isDomainError(error, 'unreadable_media')) return false
    throw error
  } finally {
    await work.release()
  }
}
