import { loadPicture, loadSpeech } from '@/server/analysis'
import { type ClipPlan, planClip } from '@/server/clips'
import type { ServiceContext } from '@/server/context'
import { toJson } from '@/server/db/json'
import { addMark } from '@/server/media/captions'
import { editDurationMs } from '@/server/media/edl'
import type { Candidate } from '@/server/media/types'
import { findMoments } from '@/server/moments'
import { createRenderPlan, type RenderPlan } from '@/server/renders'
import type { LoadedRender } from './load-render'
import type { WorkContext } from './work-context'

/** Everything about a render but its pixels, from the stored analysis: the same row gives the same plan. */
export const planRender = async (
  work: WorkContext,
  render: LoadedRender,
  media: ServiceContext,
): Promise<{ clip: ClipPlan; plan: RenderPlan }> => {
  const [speech, picture] = await Promise.all([loadSpeech(work, render), loadPicture(work, render)])
  const { settings, info: source } = render
  const { aspect, framing, captions } = render.choice
  const isUnseen = render.origin === 'manual' && render.candidate.features.length === 0
  const candidate = isUnseen ? await lookAtRange(work, render, media, { ...speech, ...picture }) : render.candidate
  const clip = planClip({
    source,
    candidate,
    ...speech,
    ...picture,
    aspect,
    framing,
    captionStyle: captions === 'none' ? null : captions,
    removeSilence: settings.removeSilence,
    removeFillers: settings.removeFillers,
  })
  const plan = createRenderPlan({
    source,
    aspect,
    edit: clip.edit,
    framing: clip.framing,
    captions: clip.captions,
    title: candidate.title,
  })
  await work.db.clip.updateMany({
    where: { id: render.clipId, workspaceId: render.workspaceId },
    data: {
      durationMs: editDurationMs(clip.edit),
      ranges: toJson(clip.edit.ranges.map(({ startMs, endMs }) => [startMs, endMs])),
    },
  })
  if (!render.hasWatermark) return { clip, plan }
  const mark = { size: plan.size, durationMs: editDurationMs(clip.edit) }
  return { clip, plan: { ...plan, captions: addMark(plan.captions, mark) } }
}

type Seen = Pick<Parameters<typeof findMoments>[1], 'transcript' | 'features' | 'shots' | 'motion'>

/** A range that a person chose gets its score, its words' edges and its boundary report like any other. */
const lookAtRange = async (
  work: WorkContext,
  { candidate: asked, settings, info: source, clipId, workspaceId }: LoadedRender,
  media: ServiceContext,
  seen: Seen,
): Promise<Candidate> => {
  const { startMs, endMs } = asked
  const [found] = await findMoments(
    { ...media, onProgress: () => undefined },
    {
      source,
      ...seen,
      options: {
        count: null,
        minS: settings.minS,
        maxS: settings.maxS,
        prompt: settings.prompt || null,
        ranges: [{ startMs, endMs }],
        language: seen.transcript.language,
      },
    },
  )
  if (found === undefined) return asked
  await work.db.clip.updateMany({
    where: { id: clipId, workspaceId },
    data: {
      score: found.score,
      features: toJson(found.features),
      boundary: toJson(found.boundary),
      hashtags: [...found.hashtags],
    },
  })
  return { ...found, title: asked.title }
}
