import type { z } from 'zod'
import type { UserContext } from '@/server/context'
import type { profileSchema } from './schemas'

export const updateProfile = async (ctx: UserContext, input: z.infer<typeof profileSchema>): Promise<void> => {
  const { name, timeZone, locale } = input
  // A zone that was shown and left as it is goes on following the device.
  const chosen = timeZone === ctx.user.timeZone ? {} : { timeZone, hasChosenZone: true }
  await ctx.db.user.update({ where: { id: ctx.user.id }, data: { name, locale, ...chosen }, select: { id: true } })
}
