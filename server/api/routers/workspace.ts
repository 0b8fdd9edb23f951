import {
  acceptInvitation,
  createWorkspace,
  findInvitation,
  getMembership,
  inviteMember,
  leaveWorkspace,
  listMembers,
  removeMember,
  renameWorkspace,
  revokeInvitation,
  setRole,
} from '@/server/accounts'
import {
  acceptInvitationSchema,
  idSchema,
  inviteSchema,
  memberSchema,
  setRoleSchema,
  shownSchema,
  workspaceNameSchema,
} from '@/server/accounts/schemas'
import type { WorkspaceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { getStorageUse } from '@/server/uploads'
import { workspaceCookie } from '../cookies'
import { adminProcedure, publicProcedure, router, userProcedure, viewerProcedure } from '../init'

/**
 * The workspace at work, when it is the one that was shown. All tabs of a browser have its cookie in common, and a deed may be held back for
 * Undo: another one would be changed in its place. @throws conflict; not_found for one they are not in
 */
const shown = async (
  ctx: WorkspaceContext,
  { workspaceId }: { readonly workspaceId: string },
): Promise<WorkspaceContext> => {
  if (workspaceId === ctx.workspaceId) return ctx
  await getMembership(ctx, { id: workspaceId })
  throw new DomainError('conflict', 'You are in another workspace now. Reload the page, and go back to do this.')
}

export const workspaceRouter = router({
  create: userProcedure.input(workspaceNameSchema).mutation(({ ctx, input }) => createWorkspace(ctx.user, input)),
  rename: adminProcedure
    .input(workspaceNameSchema.extend(shownSchema.shape))
    .mutation(async ({ ctx, input }) => renameWorkspace(await shown(ctx.workspace, input), input)),
  /** Later requests of this browser are at work in that workspace. */
  switch: userProcedure.input(idSchema).mutation(async ({ ctx, input }) => {
    const { workspaceId } = await getMembership(ctx.user, input)
    ctx.resHeaders.append('set-cookie', workspaceCookie(workspaceId, ctx.app.config.appUrl))
  }),
  members: viewerProcedure.query(({ ctx }) => listMembers(ctx.workspace)),
  invite: adminProcedure
    .input(inviteSchema.extend(shownSchema.shape))
    .mutation(async ({ ctx, input }) => inviteMember(await shown(ctx.workspace, input), input)),
  revokeInvitation: adminProcedure
    .input(idSchema.extend(shownSchema.shape))
    .mutation(async ({ ctx, input }) => revokeInvitation(await shown(ctx.workspace, input), input)),
  /** Asked by whoever holds the link, signed in or not: the link itself is the right to read it. */
  invitation: publicProcedure.input(acceptInvitationSchema).query(({ ctx, input }) => findInvitation(ctx.app, input)),
  acceptInvitation: userProcedure.input(acceptInvitationSchema).mutation(async ({ ctx, input }) => {
    const { workspaceId } = await acceptInvitation(ctx.user, input)
    ctx.resHeaders.append('set-cookie', workspaceCookie(workspaceId, ctx.app.config.appUrl))
    return { workspaceId }
  }),
  setRole: adminProcedure
    .input(setRoleSchema.extend(shownSchema.shape))
    .mutation(async ({ ctx, input }) => setRole(await shown(ctx.workspace, input), input)),
  removeMember: adminProcedure
    .input(memberSchema.extend(shownSchema.shape))
    .mutation(async ({ ctx, input }) => removeMember(await shown(ctx.workspace, input), input)),
  leave: viewerProcedure
    .input(shownSchema)
    .mutation(async ({ ctx, input }) => leaveWorkspace(await shown(ctx.workspace, input))),
  storage: viewerProcedure.query(({ ctx }) => getStorageUse(ctx.workspace)),
})
