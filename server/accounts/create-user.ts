import type { AppContext } from '@/server/context'
import { plans, startTrial, trial } from '@/server/credits'
import type { Tx } from '@/server/db/client'
import { type PreparedMail, prepareMail, queueMail } from '@/server/notifications'
import { personalWorkspaceName } from './rules'

export type NewUser = {
  readonly email: string
  readonly name?: string | null
  readonly image?: string | null
  /** Whether the person has shown that the address is theirs. */
  readonly isVerified: boolean
  readonly isDemo?: boolean
}

export type CreatedUser = {
  readonly userId: string
  readonly workspaceId: string
  /** False when somebody with this address was there already; nothing was changed then. */
  readonly isNew: boolean
  /** Keys of the mails this queued, for `deliverMail`. */
  readonly mails: readonly string[]
}

/**
 * A person with a workspace of their own and its trial, all or nothing. Safe to repeat: of any number of calls for an address, in
 * whatever order they run, one makes the person.
 */
export const createUser = async (ctx: AppContext, input: NewUser): Promise<CreatedUser> => {
  const now = new Date(ctx.clock.now())
  const welcome = input.isDemo ? null : await prepareWelcome(ctx, input, now)
  return ctx.db.$transaction(async (tx) => {
    // Waits for a call that is making the same person, and then makes nobody.
    const { count } = await tx.user.createMany({
      skipDuplicates: true,
      data: {
        email: input.email,
        name: input.name ?? null,
        image: input.image ?? null,
        emailVerified: input.isVerified ? now : null,
        isDemo: input.isDemo ?? false,
        createdAt: now,
        lastSeenAt: now,
      },
    })
    const user = await tx.user.findUniqueOrThrow({ where: { email: input.email }, select: { id: true, name: true } })
    if (count === 0)
      return { userId: user.id, workspaceId: await personalWorkspaceOf(tx, user.id), isNew: false, mails: [] }
    const workspace = await tx.workspace.create({
      data: {
        name: personalWorkspaceName(user.name, input.email),
        isPersonal: true,
        createdById: user.id,
        createdAt: now,
        memberships: { create: { userId: user.id, role: 'owner', createdAt: now } },
      },
      select: { id: true },
    })
    await startTrial(tx, ctx, { workspaceId: workspace.id })
    const envelope = { key: `welcome:${user.id}`, to: input.email, userId: user.id, now }
    const mails = welcome === null ? [] : [await queueMail(tx, welcome, envelope)]
    return { userId: user.id, workspaceId: workspace.id, isNew: true, mails }
  })
}

const prepareWelcome = ({ config }: AppContext, { name }: NewUser, now: Date): Promise<PreparedMail> =>
  prepareMail('welcome', {
    name: name ?? null,
    newProjectUrl: `${config.appUrl}/projects/new`,
    credits: plans[trial.plan].creditsPerMonth,
    planName: plans[trial.plan].name,
    trialEndsAt: new Date(now.getTime() + trial.days * 86_400_000),
    // Nobody has said yet where they are.
    timeZone: 'UTC',
    locale: 'en',
  })

const personalWorkspaceOf = async (tx: Tx, userId: string): Promise<string> => {
  const { workspaceId } = await tx.membership.findFirstOrThrow({
    where: { userId, role: 'owner', workspace: { isPersonal: true } },
    select: { workspaceId: true },
  })
  return workspaceId
}
