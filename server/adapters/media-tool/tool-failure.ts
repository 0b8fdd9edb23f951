import type { GuardedResult } from '@/server/child-process'
import { DomainError, type ErrorCode } from '@/server/errors'
import { limits } from '@/server/media/limits'

/**
 * What a failed run of ffmpeg or ffprobe means. Signals say it by themselves. ffmpeg's exit status is 1 for nearly everything and
 * the cause is only in its text, so the sentences below (C library and libavutil, stable for a decade) are read HERE and
 * nowhere else.
 */
export const toDomainError = (program: string, result: GuardedResult): DomainError => {
  const { code, text, limit } = judge(program, result)
  const details = {
    ...(limit && { limit }),
    program,
    exitCode: result.code,
    signal: result.signal,
    log: result.log.slice(-4_000),
  }
  return new DomainError(code, text, { details })
}

/** A limit that ffprobe met while it read the file; it may carry on without the excess and still exit with 0. */
export const findBrokenLimit = (program: string, result: GuardedResult): DomainError | null =>
  limitSentences.some(({ pattern }) => pattern.test(result.log)) ? toDomainError(program, result) : null

type Verdict = { readonly code: ErrorCode; readonly text: string; readonly limit?: keyof typeof limits }

const judge = (program: string, { code, signal, log }: GuardedResult): Verdict => {
  if (signal === 'SIGXFSZ')
    return { code: 'output_too_large', text: `${program} wrote more than it may and was stopped.` }
  if (signal === 'SIGKILL')
    return {
      code: 'media_tool_failed',
      text: `${program} was killed: it used more processor time or memory than it may.`,
    }
  if (signal !== null)
    return { code: 'media_tool_failed', text: `${program} was stopped by ${signal}. Try again; the log is kept.` }
  return (
    sentences.find(({ pattern }) => pattern.test(log)) ?? {
      code: 'media_tool_failed',
      text: `${program} failed with exit code ${code}. The end of its log: ${lastLine(log)}`,
    }
  )
}

type Sentence = Verdict & { readonly pattern: RegExp }

const limitSentences: readonly Sentence[] = [
  {
    pattern: /Number of streams exceeds max_streams/,
    code: 'limit_exceeded',
    text: `The file has more than ${limits.maxStreams} streams. Remove the tracks that are not needed.`,
    limit: 'maxStreams',
  },
  {
    pattern: /exceeds specified max pixel count/,
    code: 'limit_exceeded',
    text: `The picture has more than ${limits.maxPixels / 1e6} megapixels. Scale it down first.`,
    limit: 'maxPixels',
  },
]

const sentences: readonly Sentence[] = [
  ...limitSentences,
  {
    pattern: /No space left on device|Disk quota exceeded/,
    code: 'storage_full',
    text: 'The disk is full. Free some space, then run again.',
  },
  {
    pattern: /File too large/,
    code: 'output_too_large',
    text: 'The output grew past its limit and was stopped.',
  },
  {
    // Only as the answer to opening a file: the same words about one damaged frame are a warning.
    pattern: /^file:\/.*: (Invalid data found when processing input|End of file)$/m,
    code: 'unreadable_media',
    text: 'The file is damaged or cut short: it could not be read. Export it again or pick another file.',
  },
]

const lastLine = (log: string): string => log.trim().split('\n').at(-1) ?? ''
