import { announce } from '@/server/announce'
import type { AppContext } from '@/server/context'
import { type Failure, fromJson, toJson } from '@/server/db/json'
import { projectStart } from '@/server/durable-events'
import { isDomainError } from '@/server/errors'
import { acceptProject } from './accept-project'
import { moveProject } from './transition'

/**
 * The upload has come to an end: projects that wait for it begin, or fail with its reason. Safe to repeat. Returns how many began.
 */
export const startWaiting = async (
  ctx: AppContext,
  { uploadId, workspaceId }: { readonly uploadId: string; readonly workspaceId: string },
): Promise<number> => {
  const upload = await ctx.db.upload.findFirst({
    where: { id: uploadId, workspaceId },
    select: { state: true, failure: true, source: { select: { id: true, durationMs: true } } },
  })
  if (upload === null || upload.state === 'receiving' || upload.state === 'checking') return 0
  const waiting = await ctx.db.project.findMany({
    where: { uploadId, workspaceId, status: 'waiting' },
    select: { id: true, workspaceId: true, attempt: true, title: true },
  })
  let started = 0
  const now = new Date(ctx.clock.now())
  for (const project of waiting) {
    const { source } = upload
    if (upload.state !== 'ready' || source === null) {
      await fail(ctx, project, upload.failure === null ? cancelledUpload : fromJson<Failure>(upload.failure))
      continue
    }
    try {
      const accepted = await ctx.db.$transaction((tx) => acceptProject(tx, { ...project, source, now }))
      await announce(ctx, project.id, [projectStart(accepted)])
      started += 1
    } catch (error) {
      if (isDomainError(error, 'insufficient_credits')) {
        await fail(ctx, { ...project, sourceId: source.id }, { code: error.code, message: error.message })
      } else if (!isDomainError(error, 'conflict')) throw error
    }
  }
  return started
}

const cancelledUpload: Failure = { code: 'cancelled', message: 'The upload was cancelled. Bring the video again.' }

const fail = async (
  ctx: AppContext,
  {
    id,
    workspaceId,
    attempt,
    sourceId,
  }: { readonly id: string; readonly workspaceId: string; readonly attempt: number; readonly sourceId?: string },
  failure: Failure,
): Promise<void> => {
  // By its attempt: work that somebody began in the meantime has credits of its own.
  await moveProject(ctx.db, { id, workspaceId, attempt }, 'failed', {
    failure: toJson(failure),
    finishedAt: new Date(ctx.clock.now()),
    ...(sourceId === undefined ? {} : { sourceId }),
  })
  await announce(ctx, id)
}
