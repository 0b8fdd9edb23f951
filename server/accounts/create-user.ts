import type { AppContext } from '@/server/context'
import type { Tx } from '@/server/db/client'
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
}

/**
 * A person with a workspace of their own and its trial, all or nothing. Safe to repeat: of any number of calls for an address, in
 * whatever order they run, one makes the person.
 */
export const createUser = async (ctx: AppContext, input: NewUser): Promise<CreatedUser> => {
  const now = new Date(ctx.clock.now())
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
    if (count === 0) return { userId: user.id, workspaceId: await personalWorkspaceOf(tx, user.id), isNew: false }
    const workspace = await tx.workspace.create({
      data: {
        name: personalWorkspaceName(user.name, input.email),
        isPersonal: true,
        createdAt: now,
        periodAnchorAt: now,
        periodStartedAt: now,
        memberships: { create: { userId: user.id, role: 'owner', createdAt: now } },
      },
      select: { id: true },
    })
    return { userId: user.id, workspaceId: workspace.id, isNew: true }
  })
}

const personalWorkspaceOf = async (tx: Tx, userId: string): Promise<string> => {
  const { workspaceId } = await tx.membership.findFirstOrThrow({
    where: { userId, role: 'owner', workspace: { isPersonal: true } },
    select: { workspaceId: true },
  })
  return workspaceId
}
