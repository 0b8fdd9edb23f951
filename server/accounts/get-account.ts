import type { RoleName, WorkspaceContext } from '@/server/context'
import { readStorageState, type StorageState } from '@/server/platform'
import { noWorkspace } from './internal'

export type Account = {
  readonly user: {
    readonly id: string
    readonly name: string | null
    readonly email: string
    readonly image: string | null
    readonly timeZone: string
    readonly locale: string
    /** Whether the zone was chosen in the settings, and not taken from a device. */
    readonly hasChosenZone: boolean
    readonly isDemo: boolean
    readonly isOperator: boolean
    readonly createdAt: Date
  }
  /** The one at work in. */
  readonly workspace: WorkspaceSummary & { readonly trialEndsAt: Date | null; readonly creditBalance: number }
  readonly workspaces: readonly WorkspaceSummary[]
  readonly isLocal: boolean
  readonly storage: StorageState
}

export type WorkspaceSummary = {
  readonly id: string
  readonly name: string
  readonly role: RoleName
  readonly isPersonal: boolean
  readonly plan: 'free' | 'starter' | 'pro' | 'business'
}

/** Who is signed in, where they are at work, and where else they could be. @throws not_found when they were taken out just now */
export const getAccount = async (ctx: WorkspaceContext): Promise<Account> => {
  const { memberships, ...user } = await ctx.db.user.findUniqueOrThrow({
    where: { id: ctx.user.id },
    select: {
      id: true,
      name: true,
      email: true,
      image: true,
      timeZone: true,
      hasChosenZone: true,
      locale: true,
      isDemo: true,
      createdAt: true,
      memberships: {
        orderBy: { createdAt: 'asc' },
        select: {
          role: true,
          workspace: {
            select: { id: true, name: true, isPersonal: true, plan: true, trialEndsAt: true, creditBalance: true },
          },
        },
      },
    },
  })
  const all = memberships.map(({ role, workspace }) => ({ ...workspace, role }))
  const workspace = all.find(({ id }) => id === ctx.workspaceId)
  if (workspace === undefined) throw noWorkspace()
  return {
    user: { ...user, isOperator: ctx.user.isOperator },
    workspace,
    workspaces: all.map(({ id, name, role, isPersonal, plan }) => ({ id, name, role, isPersonal, plan })),
    isLocal: ctx.config.isLocal,
    storage: readStorageState(),
  }
}
