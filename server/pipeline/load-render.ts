import { type RenderChoice, renderChoiceSchema } from '@/server/clips'
import { plans } from '@/server/credits'
import { fromJson } from '@/server/db/json'
import { DomainError } from '@/server/errors'
import type { BoundaryReport, Candidate, FeatureScore, SourceInfo } from '@/server/media/types'
import type { StoredSettings } from '@/server/projects'
import type { Held, RenderRun, WorkContext } from './work-context'

export type LoadedRender = {
  readonly id: string
  readonly workspaceId: string
  readonly clipId: string
  readonly projectId: string
  readonly choice: RenderChoice
  readonly origin: 'auto' | 'manual'
  readonly candidate: Candidate
  readonly settings: StoredSettings
  readonly info: SourceInfo
  readonly objectKey: string
  /** The plan's, as it is now. */
  readonly hasWatermark: boolean
}

/** A render that is this run's to make. */
export const renderOwnedBy = ({ renderId, workspaceId, attempt, runId }: RenderRun) =>
  ({
    id: renderId,
    workspaceId,
    attempt,
    runId,
    state: 'rendering',
    clip: { deletedAt: null, project: { deletedAt: null } },
  }) as const

export const renderHeldBy = (run: Held<RenderRun>) => ({ ...renderOwnedBy(run), holder: run.holder })

/** @throws cancelled when it is not this run's any more, not_found */
export const loadRender = async (work: WorkContext, run: RenderRun): Promise<LoadedRender> => {
  const row = await work.db.render.findFirst({
    where: renderOwnedBy(run),
    select: {
      aspect: true,
      framing: true,
      captions: true,
      clip: {
        select: {
          id: true,
          projectId: true,
          origin: true,
          startMs: true,
          endMs: true,
          score: true,
          title: true,
          hashtags: true,
          features: true,
          boundary: true,
          project: {
            select: {
              settings: true,
              workspace: { select: { plan: true } },
              source: { select: { info: true, objectKey: true } },
            },
          },
        },
      },
    },
  })
  if (row === null) throw new DomainError('cancelled', 'The render was cancelled or its clip removed.')
  const { clip } = row
  const { project } = clip
  if (project.source === null) throw new DomainError('not_found', 'The video of this clip is no longer there.')
  return {
    id: run.renderId,
    workspaceId: run.workspaceId,
    clipId: clip.id,
    projectId: clip.projectId,
    choice: readChoice(row),
    origin: clip.origin,
    candidate: {
      startMs: clip.startMs,
      endMs: clip.endMs,
      score: clip.score,
      accepted: true,
      reason: '',
      title: clip.title,
      hashtags: clip.hashtags,
      features: fromJson<FeatureScore[]>(clip.features),
      boundary: fromJson<BoundaryReport>(clip.boundary),
    },
    settings: fromJson<StoredSettings>(project.settings),
    info: fromJson<SourceInfo>(project.source.info),
    objectKey: project.source.objectKey,
    hasWatermark: plans[project.workspace.plan].hasWatermark,
  }
}

const readChoice = (row: {
  readonly aspect: string
  readonly framing: string
  readonly captions: string
}): RenderChoice => {
  const parsed = renderChoiceSchema.safeParse(row)
  if (parsed.success) return parsed.data
  throw new DomainError('internal', 'The stored render choice is none of ours.', { cause: parsed.error })
}
