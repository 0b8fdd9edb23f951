import { readEvidence } from '@/server/clips'
import { toJson } from '@/server/db/json'
import type { Candidate } from '@/server/media/types'
import { whileHeld } from './project-beat'
import type { Held, ProjectRun, WorkContext } from './work-context'

type Place = Pick<ProjectRun, 'projectId' | 'workspaceId'>

/** The candidates of this attempt instead of those of an earlier one, all or none. @throws cancelled when another worker has the step */
export const saveCandidates = async (
  work: WorkContext,
  held: Held<ProjectRun>,
  candidates: readonly Candidate[],
): Promise<void> => {
  const { projectId, workspaceId } = held
  await whileHeld(work, held, async (tx) => {
    await tx.moment.deleteMany({ where: { projectId, workspaceId } })
    await tx.moment.createMany({
      data: candidates.map((candidate, position) => ({
        projectId,
        workspaceId,
        position,
        startMs: candidate.startMs,
        endMs: candidate.endMs,
        score: candidate.score,
        accepted: candidate.accepted,
        reason: candidate.reason,
        title: candidate.title,
        hashtags: [...candidate.hashtags],
        features: toJson(candidate.features),
        boundary: toJson(candidate.boundary),
      })),
    })
  })
}

/** The moments that were taken, best first. */
export const acceptedMoments = async (work: WorkContext, { projectId, workspaceId }: Place): Promise<Candidate[]> => {
  const rows = await work.db.moment.findMany({
    where: { projectId, workspaceId, accepted: true },
    orderBy: { position: 'asc' },
    select: {
      startMs: true,
      endMs: true,
      score: true,
      accepted: true,
      reason: true,
      title: true,
      hashtags: true,
      features: true,
      boundary: true,
    },
  })
  return rows.map(readEvidence)
}
