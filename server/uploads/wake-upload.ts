import type { AppContext } from '@/server/context'
import type { OwnUpload } from './internal'
import { requireRoom } from './require-room'
import { promisedSince } from './rules'

/**
 * For an upload that goes on: one of which nothing was heard for a while has lost its promise of room, and asks again before its next byte.
 * What is here of it stays, whatever the answer. @throws payload_too_large, storage_full
 */
export const wakeUpload = async (app: AppContext, upload: OwnUpload): Promise<void> => {
  const { id, workspaceId, sizeBytes, offsetBytes, updatedAt } = upload
  const now = app.clock.now()
  if (updatedAt > promisedSince(now)) return
  await app.db.$transaction(async (tx) => {
    await requireRoom(app, tx, { workspaceId, sizeBytes, hereBytes: offsetBytes, except: id })
    await tx.upload.updateMany({
      where: { id, workspaceId, state: 'receiving' },
      data: { updatedAt: new Date(now) },
    })
  })
}
