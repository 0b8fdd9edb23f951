import type { AppContext, UserContext, WorkspaceContext } from '@/server/context'
import { Prisma } from '@/server/db/client'
import type { UploadState } from '@/server/db/generated/client'
import { type Failure, fromJson } from '@/server/db/json'
import { queryRows } from '@/server/db/query-rows'
import { DomainError } from '@/server/errors'
import type { SourceInfo } from '@/server/media/types'
import { signMediaUrl } from '@/server/media-links'
import type { UploadView } from './schemas'

export const noSuchUpload = () => new DomainError('not_found', 'There is no such upload.')

/** Columns that `describeUpload` reads; for the select of a row that hangs on an upload. */
export const uploadSelect = {
  id: true,
  kind: true,
  fileName: true,
  sizeBytes: true,
  offsetBytes: true,
  state: true,
  failure: true,
  createdAt: true,
  source: { select: { id: true, durationMs: true, info: true, thumbnailKey: true } },
} satisfies Prisma.UploadSelect

export type UploadRow = Prisma.UploadGetPayload<{ select: typeof uploadSelect }>

export const describeUpload = (
  ctx: Pick<WorkspaceContext, 'config' | 'clock' | 'workspaceId'>,
  row: UploadRow,
): UploadView => {
  const info = row.source === null ? null : fromJson<SourceInfo>(row.source.info)
  return {
    id: row.id,
    kind: row.kind,
    fileName: row.fileName,
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    offsetBytes: Number(row.offsetBytes),
    state: row.state,
    failure: row.failure === null ? null : fromJson<Failure>(row.failure),
    createdAt: row.createdAt,
    source:
      row.source === null || info === null
        ? null
        : {
            id: row.source.id,
            durationMs: row.source.durationMs,
            widthPx: info.video?.widthPx ?? null,
            heightPx: info.video?.heightPx ?? null,
            hasVideo: info.video !== null,
            hasAudio: info.audioIndex !== null,
            thumbnailUrl: row.source.thumbnailKey === null ? null : signMediaUrl(ctx, row.source.thumbnailKey),
          },
  }
}

type UploadColumns = {
  id: string
  workspaceId: string
  state: UploadState
  sizeBytes: string | null
  offsetBytes: string
  claimedHash: string | null
  updatedAt: Date
  expiresAt: Date
  fileName: string
}

export type OwnUpload = Omit<UploadColumns, 'sizeBytes' | 'offsetBytes'> & {
  readonly sizeBytes: number
  readonly offsetBytes: number
}

/**
 * The resumable upload of this id if this person may write to its workspace, whichever they have chosen now. Who it is may still be looked up
 * meanwhile: of each part both are asked, and one after the other would be twice the wait. @throws not_found, and what `who` throws
 */
export const getOwnUpload = async (
  app: AppContext,
  who: UserContext | Promise<UserContext>,
  id: string,
): Promise<OwnUpload> => {
  const [found, { user }] = await Promise.all([findWithWriters(app, id), who])
  if (found === undefined || !found.writers.includes(user.id)) throw noSuchUpload()
  const { writers: _, ...upload } = found
  return { ...upload, sizeBytes: Number(found.sizeBytes ?? 0), offsetBytes: Number(found.offsetBytes) }
}

/** For `getOwnUpload` alone, which says whose it is before it gives anything on. */
const findWithWriters = async (app: AppContext, id: string) => {
  if (!isUuid(id)) return undefined
  const [found] = await queryRows<UploadColumns & { writers: string[] }>(
    app.db,
    Prisma.sql`
    SELECT upload."id", upload."workspaceId", upload."state", upload."sizeBytes", upload."offsetBytes", upload."claimedHash",
      upload."updatedAt", upload."expiresAt", upload."fileName",
      ARRAY(
        SELECT member."userId" FROM "Membership" member
        WHERE member."workspaceId" = upload."workspaceId" AND member."role" IN ('owner', 'admin', 'editor')
      ) AS writers
    FROM "Upload" upload
    WHERE upload."id" = ${id} AND upload."kind" = 'file'`,
  )
  return found
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** Whoever looks at the upload, or at a project that waits for it, reads again. */
export const publishUpload = (ctx: AppContext, uploadId: string): void => ctx.ports.live.publish(`upload:${uploadId}`)
