import { z } from 'zod'
import { captionStyleIds } from '@/server/media/captions/styles'
import { limits } from '@/server/media/limits'

/** What people choose in more than one place. Pure: forms use it too. */

export const framings = ['auto', 'focus', 'fit'] as const
export type Framing = (typeof framings)[number]

/** A caption style's id, or "none". */
export const captionChoice = z.enum([...captionStyleIds, 'none'])

/** A moment of a source, or its length, with room for one that turns out too long. */
export const sourceMs = z
  .int()
  .min(0)
  .max(limits.maxSourceMinutes * 60_000 + 60_000)

/** Control characters and line ends of all kinds hide text and break mail headers; PostgreSQL keeps no zero byte and no half of a character. */
const singleLine = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u
const manyLines = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u

/** What somebody types, trimmed: what every text that comes from outside is read with. A tab in a line is a space. */
export const plainText = (max: number, lines: 'line' | 'lines' = 'line') => {
  const text = z
    .string()
    .trim()
    .max(max, { error: `At most ${max} characters.` })
  return lines === 'lines'
    ? text.regex(manyLines, { error: 'There are characters in it that cannot be shown.' })
    : text.overwrite((given) => given.replaceAll('\t', ' ')).regex(singleLine, { error: 'Use a single line of text.' })
}

export const titleSchema = plainText(200).min(1, { error: 'Give it a name.' })
