import {
  cancelRender,
  clipIdSchema,
  createFromRange,
  createFromRangeSchema,
  findMore,
  findMoreSchema,
  getClip,
  removeClip,
  renameClip,
  renameClipSchema,
  renderIdSchema,
  requestRender,
  requestRenderSchema,
  restoreClip,
  retryRender,
} from '@/server/clips'
import { editorProcedure, router, viewerProcedure } from '../init'

export const clipRouter = router({
  get: viewerProcedure.input(clipIdSchema).query(({ ctx, input }) => getClip(ctx.workspace, input)),
  rename: editorProcedure.input(renameClipSchema).mutation(({ ctx, input }) => renameClip(ctx.workspace, input)),
  remove: editorProcedure.input(clipIdSchema).mutation(({ ctx, input }) => removeClip(ctx.workspace, input)),
  restore: editorProcedure.input(clipIdSchema).mutation(({ ctx, input }) => restoreClip(ctx.workspace, input)),
  render: editorProcedure.input(requestRenderSchema).mutation(({ ctx, input }) => requestRender(ctx.workspace, input)),
  retryRender: editorProcedure.input(renderIdSchema).mutation(({ ctx, input }) => retryRender(ctx.workspace, input)),
  cancelRender: editorProcedure.input(renderIdSchema).mutation(({ ctx, input }) => cancelRender(ctx.workspace, input)),
  createFromRange: editorProcedure
    .input(createFromRangeSchema)
    .mutation(({ ctx, input }) => createFromRange(ctx.workspace, input)),
  findMore: editorProcedure.input(findMoreSchema).mutation(({ ctx, input }) => findMore(ctx.workspace, input)),
})
