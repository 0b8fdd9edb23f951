import { z } from 'zod'

export const creditHistorySchema = z.object({
  cursor: z.string().max(100).optional(),
  limit: z.int().min(1).max(100).default(30),
})
