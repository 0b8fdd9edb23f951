import type { z } from 'zod'
import type { UserContext } from '@/server/context'
import type { timeZoneSchema } from './schemas'

/** The zone of the device somebody is at, until they choose one in the settings: mail goes by it. */
export const noteTimeZone = async (ctx: UserContext, { timeZone }: z.output<typeof timeZoneSchema>): Promise<void> => {
  await ctx.db.user.updateMany({ where: { id: ctx.user.id, hasChosenZone: false }, data: { timeZone } })
}
