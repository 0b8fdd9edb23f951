import { createHash, randomUUID } from 'node:crypto'
import path from 'node:path'
import { readObject } from '@/server/analysis'
import { type ClipPlan, renderFileKeys } from '@/server/clips'
import type { ServiceContext } from '@/server/context'
import { DomainError, isDomainError } from '@/server/errors'
import { toSrt, toVtt } from '@/server/media/captions'
import { type RenderPlan, type RenderResult, renderClip } from '@/server/renders'
import { finishRender } from './finish-render'
import { openSource } from './load-project'
import { type LoadedRender, loadRender, renderHeldBy } from './load-render'
import { planRender } from './plan-render'
import { renderBeat, shareOfRenders } from './render-beat'
import { withPulse } from './with-pulse'
import type { Held, RenderRun, WorkContext } from './work-context'

/** What `renderFileKeys().plan` holds: the clip can be explained and made again. */
type StoredRender = {
  readonly version: 1
  readonly planHash: string
  readonly plan: RenderPlan
  readonly result: RenderResult
  readonly mediaTool: string
}

/**
 * Makes the files of one render and says so in its row. Safe to repeat at any point: files are put in their places whole, the plan last,
 * and a plan that is there stands for its files.
 * @throws cancelled when it is not this run's any more, output_mismatch, media_tool_*, storage_*
 */
export const makeRender = async (work: WorkContext, run: RenderRun): Promise<void> => {
  if (await isMade(work, run)) return
  const render = await loadRender(work, run)
  const held = { ...run, holder: randomUUID() }
  await withPulse(work, renderBeat(work, held, render.projectId), async (media) => {
    const ticket = { workspaceId: run.workspaceId, rank: render.projectId, holder: run.renderId }
    const leave = await work.gates.renders.enter(ticket, media.signal)
    try {
      const { clip, plan } = await planRender(work, render, media)
      const result = await makeFiles(work, held, render, { clip, plan }, media)
      await finishRender(work, held, render, { framing: clip.framing, result })
      await shareOfRenders(work, run.workspaceId, render.projectId)
    } finally {
      leave()
    }
  })
}

/** The worker died after it had said so and before the step's result was stored. */
const isMade = async (work: WorkContext, { renderId: id, workspaceId, attempt, runId }: RenderRun): Promise<boolean> =>
  (await work.db.render.count({ where: { id, workspaceId, attempt, runId, state: 'ready' } })) === 1

const makeFiles = async (
  work: WorkContext,
  held: Held<RenderRun>,
  render: LoadedRender,
  { clip, plan }: { readonly clip: ClipPlan; readonly plan: RenderPlan },
  media: ServiceContext,
): Promise<RenderResult> => {
  const keys = renderFileKeys(render.workspaceId, render.clipId, render.id)
  const planHash = createHash('sha256').update(JSON.stringify(plan)).digest('hex')
  const before = await readStored(work, keys.plan)
  if (before?.planHash === planHash) return before.result
  const { source, input } = await openSource(work, media, render)
  const startedAt = work.clock.now()
  const folder = await media.ports.artifacts.openWorkDir('publish')
  try {
    const [outPath, posterPath] = [path.join(folder.path, 'clip.mp4'), path.join(folder.path, 'poster.jpg')]
    const result = await renderClip(media, { source, input, plan, outPath, posterPath })
    const { objects } = work.ports
    // The files are shared by all runs: who lost the render in its last second leaves those of the next alone.
    if ((await work.db.render.count({ where: renderHeldBy(held) })) === 0)
      throw new DomainError('cancelled', 'The render was cancelled, or another has it.')
    // A plan that is there stands for all its files: of a render that is made anew it goes first and comes last.
    await objects.delete(keys.plan)
    await objects.putFile(keys.video, outPath, { contentType: 'video/mp4' })
    await objects.putFile(keys.poster, posterPath, { contentType: 'image/jpeg' })
    await objects.put(keys.srt, Buffer.from(toSrt(clip.subtitles)), {
      contentType: 'application/x-subrip; charset=utf-8',
    })
    await objects.put(keys.vtt, Buffer.from(toVtt(clip.subtitles)), { contentType: 'text/vtt; charset=utf-8' })
    const mediaTool = await media.ports.mediaTool.version()
    const stored: StoredRender = { version: 1, planHash, plan, result, mediaTool }
    await objects.put(keys.plan, Buffer.from(JSON.stringify(stored)), { contentType: 'application/json' })
    const workMs = Math.round(work.clock.now() - startedAt)
    await work.db.stageTiming.create({ data: { stage: 'renders', mediaMs: Math.max(1, result.durationMs), workMs } })
    return result
  } finally {
    await folder.release()
  }
}

const readStored = async (work: WorkContext, key: string): Promise<StoredRender | null> => {
  try {
    // Safe: only `makeFiles` writes under this key.
    return JSON.parse((await readObject(work, key)).toString('utf8')) as StoredRender
  } catch (error) {
    if (isDomainError(error, 'not_found')) return null
    throw error
  }
}
