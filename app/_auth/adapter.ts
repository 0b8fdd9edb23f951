import { PrismaAdapter } from '@next-auth/prisma-adapter'
import type { Adapter, AdapterAccount, AdapterUser } from 'next-auth/adapters'
import { createSession, createUser, endSession, sendSignInLink, type Visitor } from '@/server/accounts'
import { cookieLifeSeconds } from '@/server/api/cookies'
import type { AppContext } from '@/server/context'

/** The link being made: next-auth tells its token to the mail's sender and its hash to the table's writer. */
export type PendingLink = { token: string; next: string }

export type AuthRequest = Visitor & {
  /** Where the mail's link goes on to. */
  readonly next: string
  /** Filled while a link is made. */
  pending: PendingLink | null
  /** Mails that signing up queued, to hand over once the answer is out. */
  readonly mails: string[]
  /** Whether a session was opened. */
  isSignedIn: boolean
}

/**
 * next-auth's own adapter on our tables, but where it differs from how they are kept: sessions by the hash of their token, people with a
 * workspace, links together with their mail, and no tokens of other services, which nothing here needs.
 */
export const createAuthAdapter = (ctx: AppContext, request: AuthRequest): Adapter => {
  const base = PrismaAdapter(ctx.db as unknown as Parameters<typeof PrismaAdapter>[0])
  const getUser = async (id: string): Promise<AdapterUser> =>
    ctx.db.user.findUniqueOrThrow({ where: { id }, select: { id: true, email: true, name: true, emailVerified: true } })
  return {
    ...base,
    // Only addresses that somebody vouched for come this far: our own mail, or `signIn` in options.ts.
    createUser: async ({ email, name, image }: Omit<AdapterUser, 'id'>) => {
      const { userId, mails } = await createUser(ctx, {
        email,
        name: name ?? null,
        image: image ?? null,
        isVerified: true,
      })
      request.mails.push(...mails)
      return getUser(userId)
    },
    linkAccount: async ({ userId, type, provider, providerAccountId }: AdapterAccount) => {
      await ctx.db.account.create({ data: { userId, type, provider, providerAccountId } })
    },
    createSession: async ({ sessionToken, userId }) => {
      await createSession(ctx, {
        userId,
        token: sessionToken,
        userAgent: request.userAgent,
        ipPrefix: request.ipPrefix,
      })
      request.isSignedIn = true
      // Of the cookie; the row has its own end, which moves with use.
      return { sessionToken, userId, expires: new Date(ctx.clock.now() + cookieLifeSeconds * 1_000) }
    },
    deleteSession: (sessionToken) => endSession(ctx, sessionToken),
    createVerificationToken: async ({ identifier, token, expires }) => {
      const { pending } = request
      if (pending === null) throw new Error('A link is made only while its mail is.')
      const { userAgent } = request
      await sendSignInLink(ctx, { email: identifier, tokenHash: token, expires, userAgent, ...pending })
      return { identifier, token, expires }
    },
    useVerificationToken: async (link) => {
      const found = (await base.useVerificationToken?.(link)) ?? null
      return found !== null && found.expires.getTime() > ctx.clock.now() ? found : null
    },
  }
}
