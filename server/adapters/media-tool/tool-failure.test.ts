import { describe, expect, it } from 'vitest'
import { findBrokenLimit, toDomainError } from './tool-failure'

const failed = (log: string) => toDomainError('ffmpeg', { code: 1, signal: null, log })
const killed = (signal: NodeJS.Signals) => toDomainError('ffmpeg', { code: null, signal, log: 'Invalid data' })

describe('toDomainError', () => {
  it.each([
    ['SIGXFSZ', 'output_too_large'],
    ['SIGKILL', 'media_tool_failed'],
    ['SIGSEGV', 'media_tool_failed'],
  ] as const)('judges %s by the signal alone', (signal, code) => {
    expect(killed(signal).code).toBe(code)
  })

  it.each([
    ['storage_full', 'av_interleaved_write_frame(): No space left on device\nConversion failed!'],
    ['output_too_large', 'out.mp4: File too large'],
    ['unreadable_media', '[mov @ 0x1] moov atom not found\nfile:/s/a.mp4: Invalid data found when processing input\n'],
    [
      'limit_exceeded',
      '[mov @ 0x1] Number of streams exceeds max_streams parameter (16), see\nfile:/s/a.mp4: Cannot allocate memory',
    ],
    [
      'media_tool_failed',
      'Error while decoding stream #0:0: Invalid data found when processing input\nUnknown encoder',
    ],
    ['media_tool_failed', ''],
  ])('reads %s from what ffmpeg says', (code, log) => {
    expect(failed(log).code).toBe(code)
  })

  it('keeps the end of the log for whoever has to explain it', () => {
    expect(failed(`${'x'.repeat(9000)}last`).details.log).toMatch(/^x{3996}last$/)
  })
})

describe('findBrokenLimit', () => {
  it('sees a limit that ffprobe passed over with exit code 0, and nothing in a quiet log', () => {
    const log = 'Picture size 16000x16000 exceeds specified max pixel count 36000000, see'
    expect(findBrokenLimit('ffprobe', { code: 0, signal: null, log })).toMatchObject({
      details: { limit: 'maxPixels' },
    })
    expect(findBrokenLimit('ffprobe', { code: 0, signal: null, log: '' })).toBeNull()
  })
})
