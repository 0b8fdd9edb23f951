import {
  cancelProject,
  createProject,
  createProjectSchema,
  estimateProject,
  estimateSchema,
  getProject,
  getSample,
  getTranscript,
  listMoments,
  listProjects,
  listProjectsSchema,
  projectIdSchema,
  removeProject,
  renameProject,
  renameProjectSchema,
  restoreProject,
  retryProject,
  watchProject,
} from '@/server/projects'
import { editorProcedure, router, viewerProcedure } from '../init'

export const projectRouter = router({
  estimate: viewerProcedure.input(estimateSchema).query(({ ctx, input }) => estimateProject(ctx.workspace, input)),
  sample: viewerProcedure.query(({ ctx }) => getSample(ctx.workspace)),
  create: editorProcedure.input(createProjectSchema).mutation(({ ctx, input }) => createProject(ctx.workspace, input)),
  list: viewerProcedure
    .input(listProjectsSchema.prefault({}))
    .query(({ ctx, input }) => listProjects(ctx.workspace, input)),
  get: viewerProcedure.input(projectIdSchema).query(({ ctx, input }) => getProject(ctx.workspace, input)),
  watch: viewerProcedure.input(projectIdSchema).subscription(({ ctx, input, signal }) =>
    // Without a signal nobody could end it: a caller inside the server reads once.
    watchProject(ctx.workspace, input, signal ?? AbortSignal.abort()),
  ),
  transcript: viewerProcedure.input(projectIdSchema).query(({ ctx, input }) => getTranscript(ctx.workspace, input)),
  moments: viewerProcedure.input(projectIdSchema).query(({ ctx, input }) => listMoments(ctx.workspace, input)),
  rename: editorProcedure.input(renameProjectSchema).mutation(({ ctx, input }) => renameProject(ctx.workspace, input)),
  cancel: editorProcedure.input(projectIdSchema).mutation(({ ctx, input }) => cancelProject(ctx.workspace, input)),
  retry: editorProcedure.input(projectIdSchema).mutation(({ ctx, input }) => retryProject(ctx.workspace, input)),
  remove: editorProcedure.input(projectIdSchema).mutation(({ ctx, input }) => removeProject(ctx.workspace, input)),
  restore: editorProcedure.input(projectIdSchema).mutation(({ ctx, input }) => restoreProject(ctx.workspace, input)),
})
