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
  workspaceNameSchema,
} from '@/server/accounts/schemas'
import { getStorageUse } from '@/server/uploads'
import { workspaceCookie } from '../cookies'
import { adminProcedure, publicProcedure, router, userProcedure, viewerProcedure } from '../init'

export const workspaceRouter = router({
  create: userProcedure.input(workspaceNameSchema).mutation(({ ctx, input }) => createWorkspace(ctx.user, input)),
  rename: adminProcedure.input(workspaceNameSchema).mutation(({ ctx, input }) => renameWorkspace(ctx.workspace, input)),
  /** Later requests of this browser are at work in that workspace. */
  switch: userProcedure.input(idSchema).mutation(async ({ ctx, input }) => {
    const { workspaceId } = await getMembership(ctx.user, input)
    ctx.resHeaders.append('set-cookie', workspaceCookie(workspaceId, ctx.app.config.appUrl))
  }),
  members: viewerProcedure.query(({ ctx }) => listMembers(ctx.workspace)),
  invite: adminProcedure.input(inviteSchema).mutation(({ ctx, input }) => inviteMember(ctx.workspace, input)),
  revokeInvitation: adminProcedure.input(idSchema).mutation(({ ctx, input }) => revokeInvitation(ctx.workspace, input)),
  /** Asked by whoever holds the link, signed in or not: the link itself is the right to read it. */
  invitation: publicProcedure.input(acceptInvitationSchema).query(({ ctx, input }) => findInvitation(ctx.app, input)),
  acceptInvitation: userProcedure.input(acceptInvitationSchema).mutation(async ({ ctx, input }) => {
    const { workspaceId } = await acceptInvitation(ctx.user, input)
    ctx.resHeaders.append('set-cookie', workspaceCookie(workspaceId, ctx.app.config.appUrl))
    return { workspaceId }
  }),
  setRole: adminProcedure.input(setRoleSchema).mutation(({ ctx, input }) => setRole(ctx.workspace, input)),
  removeMember: adminProcedure.input(memberSchema).mutation(({ ctx, input }) => removeMember(ctx.workspace, input)),
  leave: viewerProcedure.mutation(({ ctx }) => leaveWorkspace(ctx.workspace)),
  storage: viewerProcedure.query(({ ctx }) => getStorageUse(ctx.workspace)),
})
