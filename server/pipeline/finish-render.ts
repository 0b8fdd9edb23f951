import { type ClipPlan, moveRender, renderFileKeys } from '@/server/clips'
import type { AppContext } from '@/server/context'
import { lockProject } from '@/server/cutting'
import { toJson } from '@/server/db/json'
import { DomainError } from '@/server/errors'
import type { RenderResult } from '@/server/renders'
import type { LoadedRender } from './load-render'
import type { Held, RenderRun } from './work-context'

type Finished = {
  readonly framing: Pick<ClipPlan['framing'], 'mode' | 'keyframes' | 'report'>
  readonly result: Pick<RenderResult, 'durationMs' | 'loudness' | 'verified'>
}
type Finishing = Pick<AppContext, 'db' | 'clock' | 'ports'>

/**
 * Says in the row of a render that its files are whole. The first of an attempt makes its credits used: it can be watched from now on.
 * @throws cancelled when it is not this run's any more, storage_unavailable
 */
export const finishRender = async (
  work: Finishing,
  run: Held<RenderRun>,
  render: Pick<LoadedRender, 'clipId' | 'projectId' | 'hasWatermark'>,
  { framing, result }: Finished,
): Promise<void> => {
  const keys = renderFileKeys(run.workspaceId, render.clipId, run.renderId)
  const video = await work.ports.objects.stat(keys.video)
  if (video === undefined)
    throw new DomainError('storage_unavailable', 'The finished clip is not in the store. Try again.')
  const { renderId: id, workspaceId, attempt, runId, holder } = run
  const { integratedLufs, truePeakDb, gainDb } = result.loudness
  const { mode, keyframes, report } = framing
  const isFinished = await work.db.$transaction(async (tx) => {
    // The project's row before the render's, as where an attempt ends.
    const project = await lockProject(tx, { id: render.projectId, workspaceId })
    const isMoved = await moveRender(tx, { id, workspaceId, attempt, runId, holder }, 'ready', {
      share: 1,
      videoKey: keys.video,
      posterKey: keys.poster,
      srtKey: keys.srt,
      vttKey: keys.vtt,
      planKey: keys.plan,
      sizeBytes: video.sizeBytes,
      durationMs: result.durationMs,
      hasWatermark: render.hasWatermark,
      framingReport: toJson({ mode, keyframes, report }),
      loudness: toJson({ integratedLufs, truePeakDb, gainDb }),
      verified: toJson(result.verified),
      finishedAt: new Date(work.clock.now()),
    })
    if (isMoved && project?.status === 'working')
      await tx.project.updateMany({
        where: { id: render.projectId, workspaceId },
        data: { deliveredIn: project.attempt },
      })
    return isMoved
  })
  if (isFinished) return
  await dropFiles(work, run, Object.values(keys))
  throw new DomainError('cancelled', 'The render was cancelled, or another run has it.')
}

/**
 * All attempts and runs of a render share its files. They are nobody's when its row is gone or was cancelled in this attempt, and only
 * then they go; the row is held meanwhile, so that a retry begins without them or does not begin.
 */
const dropFiles = (
  { db, ports }: Finishing,
  { renderId: id, workspaceId, attempt }: RenderRun,
  keys: readonly string[],
): Promise<void> =>
  db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ state: string; attempt: number }[]>`
      SELECT "state", "attempt" FROM "Render" WHERE "id" = ${id} AND "workspaceId" = ${workspaceId} FOR NO KEY UPDATE`
    if (row !== undefined && (row.state !== 'cancelled' || row.attempt !== attempt)) return
    for (const key of keys) await ports.objects.delete(key)
    await tx.render.updateMany({
      where: { id, workspaceId },
      data: { videoKey: null, posterKey: null, srtKey: null, vttKey: null, planKey: null },
    })
  })
