import { limits } from '@/server/media/limits'
import { cancelUpload, getUpload, importLink, listUploads } from '@/server/uploads'
import { importLinkInput, uploadId } from '@/server/uploads/schemas'
import { editorProcedure, router, viewerProcedure } from '../init'

export const uploadRouter = router({
  limits: viewerProcedure.query(({ ctx }) => ({
    maxBytes: limits.maxSourceBytes,
    maxMinutes: limits.maxSourceMinutes,
    partBytes: ctx.workspace.config.uploadPartBytes,
  })),
  list: viewerProcedure.query(({ ctx }) => listUploads(ctx.workspace)),
  get: viewerProcedure.input(uploadId).query(({ ctx, input }) => getUpload(ctx.workspace, input)),
  importLink: editorProcedure.input(importLinkInput).mutation(({ ctx, input }) => importLink(ctx.workspace, input)),
  cancel: editorProcedure.input(uploadId).mutation(({ ctx, input }) => cancelUpload(ctx.workspace, input)),
})
