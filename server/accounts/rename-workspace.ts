import type { WorkspaceContext } from '@/server/context'

export const renameWorkspace = async (ctx: WorkspaceContext, { name }: { readonly name: string }): Promise<void> => {
  await ctx.db.workspace.update({ where: { id: ctx.workspaceId }, data: { name }, select: { id: true } })
}
