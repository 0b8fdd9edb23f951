import { z } from 'zod'

export const creditHistorySchema = z.object({
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(100).default(30),
})
