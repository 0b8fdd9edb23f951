import { type ClipCard, clipCardSelect, toClipCard } from '@/server/clips'
import type { WorkspaceContext } from '@/server/context'
import { creditsFor, findReservation, type Reservation } from '@/server/credits'
import { creditsToCut, mayCut } from '@/server/cutting'
import type { Prisma } from '@/server/db/client'
import type { StageState } from '@/server/db/generated/client'
import { fromJson } from '@/server/db/json'
import type { SourceInfo } from '@/server/media/types'
import { findUpload, type UploadView } from '@/server/uploads'
import { findQueuePlace, isRunnerAway, type QueuePlace } from './find-queue-place'
import { getProjectRow } from './internal'
import { loadPaces } from './load-paces'
import { mediaOf, type ProjectCard, projectCardSelect, tallyClips, toProjectCard } from './project-card'
import { type ProjectSettings, projectSettingsSchema } from './schemas'
import { type MsSpan, type StageId, stageIds, stageLabels, stageTimeLeft } from './stages'

export type StageView = {
  readonly id: StageId
  readonly label: string
  readonly state: StageState
  /** 0-1. */
  readonly share: number
  /** Source seconds a second. */
  readonly speed: number | null
  readonly note: string | null
  readonly startedAt: Date | null
  readonly endedAt: Date | null
  readonly timeLeftMs: MsSpan | null
}

export type SourceView = {
  readonly id: string
  readonly durationMs: number
  readonly sizeBytes: number
  readonly widthPx: number | null
  readonly heightPx: number | null
  readonly hasVideo: boolean
  readonly hasAudio: boolean
  /** Plain sentences: "two audio tracks, the first is used". */
  readonly notes: readonly string[]
}

export type ProjectView = ProjectCard & {
  readonly settings: ProjectSettings
  readonly source: SourceView | null
  readonly upload: UploadView | null
  /** While it waits for somebody to begin with it; null else. */
  readonly queue: QueuePlace | null
  /** BCP 47 tag of what was heard; null until then. */
  readonly language: string | null
  readonly stages: readonly StageView[]
  readonly credits: {
    /** What this attempt took off the balance. */
    readonly reserved: number
    /** What of it came back when it ended; 0 until then. */
    readonly returned: number
    /** What the project has cost, all attempts together; null while nothing was settled. */
    readonly used: number | null
    /** What of `reserved` stays used if the work is cancelled now: all of it once a clip was finished. */
    readonly keptIfCancelled: number
    /** What the next clip cut by hand takes: the video's credits, when it got them back because nothing was found in it; else 0. */
    readonly toCut: number
    /** What starting it again would take; null while the video is not there. */
    readonly toStartAgain: number | null
  }
  readonly clips: readonly ClipCard[]
  readonly candidateCount: number
  readonly rejectedCount: number
  /** Which engine listened, and what it is weak at. */
  readonly speechNote: string | null
  /** Whether more clips can be cut and rendered from it. */
  readonly canCut: boolean
}

/** Asked for when it is needed: clips know projects too, and whichever of the two is loaded first has not read the other yet. */
const viewSelect = () =>
  ({
    ...projectCardSelect,
    attempt: true,
    deliveredIn: true,
    uploadId: true,
    queuedAt: true,
    settings: true,
    language: true,
    creditsUsed: true,
    reportKey: true,
    source: {
      select: { id: true, durationMs: true, thumbnailKey: true, sizeBytes: true, info: true },
    },
    stages: {
      select: { stage: true, state: true, share: true, speed: true, note: true, startedAt: true, endedAt: true },
    },
    clips: { where: { deletedAt: null }, orderBy: [{ position: 'asc' }, { id: 'asc' }], select: clipCardSelect },
  }) as const satisfies Prisma.ProjectSelect

type ViewRow = Prisma.ProjectGetPayload<{ select: ReturnType<typeof viewSelect> }>

/** Everything a project's page shows. @throws not_found */
export const getProject = async (ctx: WorkspaceContext, { id }: { readonly id: string }): Promise<ProjectView> => {
  const row = await getProjectRow(ctx, id, viewSelect())
  const [tally, paces, verdicts, reservation, upload, queue] = await Promise.all([
    tallyClips(ctx, id),
    loadPaces(ctx),
    ctx.db.moment.groupBy({
      by: ['accepted'],
      where: { projectId: id, workspaceId: ctx.workspaceId },
      _count: { _all: true },
    }),
    findReservation(ctx.db, { workspaceId: ctx.workspaceId, projectId: id, attempt: row.attempt }),
    row.uploadId === null ? null : findUpload(ctx, { id: row.uploadId }),
    row.status === 'queued' ? findQueuePlace(ctx, row.queuedAt ?? row.createdAt) : null,
  ])
  const media = row.source === null ? null : mediaOf(row.source.durationMs, tally)
  const countOf = (accepted: boolean) => verdicts.find((each) => each.accepted === accepted)?._count._all ?? 0
  return {
    ...toProjectCard(ctx, row, tally, paces),
    settings: projectSettingsSchema.parse(row.settings),
    source: row.source === null ? null : toSourceView(row.source),
    upload,
    queue:
      queue ?? (upload?.state === 'checking' && (await isRunnerAway(ctx)) ? { position: null, isDelayed: true } : null),
    language: row.language,
    stages: stageIds.map((stage) => {
      const found = row.stages.find((each) => each.stage === stage)
      const progress = found ?? { stage, state: 'pending' as const, share: 0 }
      const clipsOrSourceMs = stage === 'renders' ? media?.clipsMs : media?.sourceMs
      const isUnderWay = row.status === 'queued' || row.status === 'working'
      return {
        id: stage,
        label: stageLabels[stage],
        state: progress.state,
        share: progress.share,
        speed: found?.speed ?? null,
        note: found?.note ?? null,
        startedAt: found?.startedAt ?? null,
        endedAt: found?.endedAt ?? null,
        timeLeftMs:
          isUnderWay && clipsOrSourceMs !== undefined ? stageTimeLeft(progress, clipsOrSourceMs, paces) : null,
      }
    }),
    credits: toCredits(row, reservation),
    clips: row.clips.map((clip) => toClipCard(ctx, clip)),
    candidateCount: countOf(true) + countOf(false),
    rejectedCount: countOf(false),
    speechNote: row.stages.find(({ stage }) => stage === 'speech')?.note ?? null,
    canCut: mayCut(row),
  }
}

const toCredits = (row: ViewRow, { reserved, returned }: Reservation): ProjectView['credits'] => ({
  reserved,
  returned: returned ?? 0,
  used: row.creditsUsed,
  keptIfCancelled: returned === null && row.deliveredIn === row.attempt ? reserved : 0,
  toCut: creditsToCut(row),
  toStartAgain: row.source === null ? null : Math.max(0, creditsFor(row.source.durationMs) - (row.creditsUsed ?? 0)),
})

const toSourceView = (source: NonNullable<ViewRow['source']>): SourceView => {
  const info = fromJson<SourceInfo>(source.info)
  return {
    id: source.id,
    durationMs: source.durationMs,
    sizeBytes: Number(source.sizeBytes),
    widthPx: info.video?.widthPx ?? null,
    heightPx: info.video?.heightPx ?? null,
    hasVideo: info.video !== null,
    hasAudio: info.audioIndex !== null,
    notes: info.notes,
  }
}
