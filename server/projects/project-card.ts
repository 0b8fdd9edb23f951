import type { WorkspaceContext } from '@/server/context'
import { Prisma } from '@/server/db/client'
import type { ProjectStatus } from '@/server/db/generated/client'
import { type Failure, fromJson } from '@/server/db/json'
import { signMediaUrl } from '@/server/media-links'
import { type MsSpan, type Paces, type StageId, stageIds, stageLabels, timeLeft } from './stages'

export type ProjectCard = {
  readonly id: string
  readonly title: string
  readonly status: ProjectStatus
  readonly createdAt: Date
  /** Of the source; null while it is not known. */
  readonly durationMs: number | null
  readonly thumbnailUrl: string | null
  readonly clipCount: number
  /** Clips that can be played. */
  readonly readyCount: number
  readonly stage: { readonly id: StageId; readonly label: string; readonly share: number } | null
  /** Others go first: it has not begun, or its next stage waits for a free place. How long that takes nobody knows. */
  readonly isInLine: boolean
  readonly timeLeftMs: MsSpan | null
  readonly failure: Failure | null
  readonly isSample: boolean
}

export const projectCardSelect = {
  id: true,
  title: true,
  status: true,
  createdAt: true,
  failure: true,
  isSample: true,
  source: { select: { durationMs: true, thumbnailKey: true } },
  stages: { select: { stage: true, state: true, share: true } },
} as const satisfies Prisma.ProjectSelect

export type CardRow = Prisma.ProjectGetPayload<{ select: typeof projectCardSelect }>

/** What the clips of a project add up to: those that were not removed, those with a file, and how much there is still to render. */
export type ClipTally = { readonly clips: number; readonly ready: number; readonly openMs: number }

/** Whether there is work left to do. */
export const isUnderWay = ({ status }: Pick<CardRow, 'status'>): boolean => status === 'queued' || status === 'working'

export const toProjectCard = (ctx: WorkspaceContext, row: CardRow, tally: ClipTally, paces: Paces): ProjectCard => {
  const running = stageIds.find((id) => row.stages.some((each) => each.stage === id && each.state === 'running'))
  const isInLine =
    row.status === 'queued' ||
    (row.status === 'working' && running === undefined && row.stages.some(({ state }) => state === 'pending'))
  return {
    id: row.id,
    title: row.title,
    status: row.status,
    createdAt: row.createdAt,
    durationMs: row.source?.durationMs ?? null,
    thumbnailUrl: row.source?.thumbnailKey ? signMediaUrl(ctx, row.source.thumbnailKey) : null,
    clipCount: tally.clips,
    readyCount: tally.ready,
    stage:
      running === undefined || !isUnderWay(row)
        ? null
        : {
            id: running,
            label: stageLabels[running],
            share: row.stages.find((each) => each.stage === running)?.share ?? 0,
          },
    isInLine,
    timeLeftMs:
      isUnderWay(row) && !isInLine && row.source !== null
        ? timeLeft(row.stages, mediaOf(row.source.durationMs, tally), paces)
        : null,
    failure: row.status === 'failed' && row.failure !== null ? fromJson<Failure>(row.failure) : null,
    isSample: row.isSample,
  }
}

/** Until the clips are known, as long together as a seventh of the source: what the finder picks from an hour of talk. */
export const mediaOf = (sourceMs: number, tally: ClipTally): { sourceMs: number; clipsMs: number } => ({
  sourceMs,
  clipsMs: tally.clips > 0 ? tally.openMs : sourceMs / 7,
})

/** Selects the one `ClipTally` row of the project whose id this expression is. */
export const selectClipTally = (workspaceId: string, projectId: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT COUNT(DISTINCT clip."id")::int AS clips,
    (COUNT(DISTINCT clip."id") FILTER (WHERE render."state" = 'ready'))::int AS ready,
    COALESCE(SUM(clip."durationMs") FILTER (WHERE render."state" IN ('queued', 'rendering')), 0)::float8 AS "openMs"
  FROM "Clip" clip LEFT JOIN "Render" render ON render."clipId" = clip."id"
  WHERE clip."projectId" = ${projectId} AND clip."workspaceId" = ${workspaceId} AND clip."deletedAt" IS NULL`

export const tallyClips = async (ctx: WorkspaceContext, projectId: string): Promise<ClipTally> => {
  const [tally] = await ctx.db.$queryRaw<ClipTally[]>(selectClipTally(ctx.workspaceId, Prisma.sql`${projectId}`))
  return tally ?? { clips: 0, ready: 0, openMs: 0 }
}
