import { z } from 'zod'

/** How far back the page for operators looks: fifteen minutes or an hour. */
export const opsWindowSchema = z.enum(['quarter', 'hour'])
export type OpsWindow = z.infer<typeof opsWindowSchema>

export const opsQuerySchema = z.strictObject({ window: opsWindowSchema })
