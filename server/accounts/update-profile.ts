import type { z } from 'zod'
import type { UserContext } from '@/server/context'
import type { profileSchema } from './schemas'

export const updateProfile = async (ctx: UserContext, input: z.infer<typeof profileSchema>): Promise<void> => {
  const { name, timeZone, locale } = input
  await ctx.db.user.update({ where: { id: ctx.user.id }, data: { name, timeZone, locale }, select: { id: true } })
}
