import { z } from 'zod'
import { captionChoice, framings, sourceMs, titleSchema } from '@/server/choices'
import { aspectIds } from '@/server/media/aspect'
import { limits } from '@/server/media/limits'

const id = z.uuid()

export const clipIdSchema = z.object({ id })
export const renderIdSchema = z.object({ renderId: id })
export const renameClipSchema = z.object({ id, title: titleSchema })

export const renderChoiceSchema = z.object({
  aspect: z.enum(aspectIds),
  framing: z.enum(framings),
  captions: captionChoice,
})
export type RenderChoice = z.output<typeof renderChoiceSchema>

export const requestRenderSchema = renderChoiceSchema.extend({ id })

export const createFromRangeSchema = z
  .object({ projectId: id, startMs: sourceMs, endMs: sourceMs, title: titleSchema.optional() })
  .refine(
    ({ startMs, endMs }) =>
      endMs - startMs >= limits.minClipSeconds * 1000 && endMs - startMs <= limits.maxClipSeconds * 1000,
    { error: `A clip is ${limits.minClipSeconds} to ${limits.maxClipSeconds} seconds long.`, path: ['endMs'] },
  )

export const findMoreSchema = z.object({ projectId: id })
