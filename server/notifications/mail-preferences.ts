import type { z } from 'zod'
import type { AppContext, UserContext } from '@/server/context'
import type { MailCategory } from '@/server/db/generated/client'
import { type MailClaim, readMailToken } from './mail-token'
import { mailCategories, type mailPreferenceSchema } from './schemas'

export type MailPreference = { readonly category: MailCategory; readonly isWanted: boolean }

/** Every kind of mail that a person can do without, and whether they want it: they do until they say otherwise. */
export const getMailPreferences = async (ctx: UserContext): Promise<readonly MailPreference[]> =>
  preferencesOf(ctx, ctx.user.id)

export const setMailPreference = async (
  ctx: UserContext,
  { category, isWanted }: z.output<typeof mailPreferenceSchema>,
): Promise<void> => writePreferences(ctx, ctx.user.id, [{ category, isWanted }])

/** For whoever holds the link of a mail. @throws invalid_request for a link that is not ours */
export const getPreferencesByToken = async (
  ctx: AppContext,
  { token }: { readonly token: string },
): Promise<{ readonly category: MailCategory; readonly preferences: readonly MailPreference[] }> => {
  const { userId, category } = readMailToken(ctx, token)
  return { category, preferences: await preferencesOf(ctx, userId) }
}

/** No more mail of the kind that the link came in. Again is the same. @throws invalid_request */
export const unsubscribe = async (ctx: AppContext, { token }: { readonly token: string }): Promise<MailClaim> => {
  const claim = readMailToken(ctx, token)
  await writePreferences(ctx, claim.userId, [{ category: claim.category, isWanted: false }])
  return claim
}

/** All kinds at once: those named are wanted, the others are not. @throws invalid_request */
export const setPreferencesByToken = async (
  ctx: AppContext,
  { token, wanted }: { readonly token: string; readonly wanted: readonly string[] },
): Promise<void> => {
  const { userId } = readMailToken(ctx, token)
  await writePreferences(
    ctx,
    userId,
    mailCategories.map((category) => ({ category, isWanted: wanted.includes(category) })),
  )
}

const preferencesOf = async (ctx: AppContext, userId: string): Promise<readonly MailPreference[]> => {
  const rows = await ctx.db.mailPreference.findMany({
    where: { userId },
    select: { category: true, isWanted: true },
  })
  return mailCategories.map((category) => ({
    category,
    isWanted: rows.find((row) => row.category === category)?.isWanted ?? true,
  }))
}

const writePreferences = (ctx: AppContext, userId: string, preferences: readonly MailPreference[]): Promise<void> =>
  ctx.db.$transaction(async (tx) => {
    // Whose account is gone gets no mail; their link still says that it worked.
    if ((await tx.user.count({ where: { id: userId } })) === 0) return
    for (const { category, isWanted } of preferences)
      await tx.mailPreference.upsert({
        where: { userId_category: { userId, category } },
        create: { userId, category, isWanted },
        update: { isWanted },
        select: { userId: true },
      })
  })
