import { z } from 'zod'
import { limits } from '@/server/media/limits'

const range = z
  .object({ startMs: z.number().int().min(0), endMs: z.number().int().min(1) })
  .refine(({ startMs, endMs }) => endMs > startMs, 'A range ends after it starts.')

/** What a creator may ask of the clip finder. Lengths in seconds, as they are typed. */
export const momentOptionsSchema = z
  .object({
    count: z.number().int().min(1).max(limits.maxClips).nullable(),
    minS: z.number().min(limits.minClipSeconds).max(limits.maxClipSeconds),
    maxS: z.number().min(limits.minClipSeconds).max(limits.maxClipSeconds),
    prompt: z.string().trim().max(500).nullable(),
    ranges: z.array(range).min(1).max(limits.maxClips).nullable(),
    language: z.string().min(2).max(35),
  })
  .refine(({ minS, maxS }) => maxS >= minS, 'The longest clip is not shorter than the shortest.')

export type FindMomentsOptions = z.infer<typeof momentOptionsSchema>
