import { DomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import { decodeSubtitles } from '@/server/media/transcript/decode-subtitles'
import { SubtitleProblem } from '@/server/media/transcript/subtitle-problem'

export type OwnSubtitles = { readonly name: string; readonly text: string }

/** A subtitle file as it lies on a disk or in the store. @throws limit_exceeded, invalid_subtitles */
export const openSubtitles = (name: string, bytes: Uint8Array): OwnSubtitles => {
  if (bytes.length > limits.maxSubtitleBytes) {
    throw new DomainError(
      'limit_exceeded',
      `${name} has ${bytes.length} bytes; subtitles may have ${limits.maxSubtitleBytes}.`,
    )
  }
  return { name, text: told(name, () => decodeSubtitles(bytes)) }
}

/** The result, or the file's problem as the error that people see. @throws limit_exceeded, invalid_subtitles */
export const told = <T>(name: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof SubtitleProblem)) throw error
    const code = error.kind === 'invalid' ? 'invalid_subtitles' : 'limit_exceeded'
    throw new DomainError(code, `${name}, ${error.message}.`, { cause: error, details: { line: error.line } })
  }
}
