import type { WorkspaceContext } from '@/server/context'
import { createProject } from './create-project'
import { createProjectSchema } from './schemas'

/** The sample is a minute of talk: short clips, so that there are several. */
const settings = { minS: 12, maxS: 40, language: 'en', genre: 'podcast' } as const

/** The workspace's sample project, made and queued at the first call. */
export const ensureSampleProject = async (ctx: WorkspaceContext): Promise<{ id: string }> => {
  const found = await ctx.db.project.findFirst({
    where: { workspaceId: ctx.workspaceId, isSample: true, deletedAt: null },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  return found ?? createProject(ctx, createProjectSchema.parse({ sample: true, settings }))
}
