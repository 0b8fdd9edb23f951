import { z } from 'zod'

export const mailIdSchema = z.strictObject({ id: z.uuid() })
