import { z } from 'zod'
import { captionStyleIds } from '@/server/media/captions/styles'

/** What people choose in more than one place. Pure: forms use it too. */

export const framings = ['auto', 'focus', 'fit'] as const
export type Framing = (typeof framings)[number]

/** A caption style's id, or "none". */
export const captionChoice = z.enum([...captionStyleIds, 'none'])

export const titleSchema = z
  .string()
  .trim()
  .min(1, { error: 'Give it a name.' })
  .max(200, { error: 'At most 200 characters.' })
