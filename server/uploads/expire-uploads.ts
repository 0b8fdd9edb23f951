import type { AppContext } from '@/server/context'
import { failUpload } from './fail-upload'
import { finishUpload } from './finish-upload'
import { sendImportRequested, sendReceived } from './upload-events'

/** A check or an import that was not begun, or whose event was lost, is asked for again after this long. */
const askAgainMs = 10 * 60_000
const atOnce = 100

/**
 * The sweep of uploads: what nobody went on with is ended and its bytes deleted; what has all its bytes and was not handed on, because
 * something died in that moment, is handed on; what nobody looks at or fetches is asked for again. Returns how many of each.
 */
export const expireUploads = async (
  ctx: AppContext,
): Promise<{ readonly expired: number; readonly handedOn: number; readonly swept: number }> => {
  const now = new Date(ctx.clock.now())
  const quiet = new Date(ctx.clock.now() - askAgainMs)
  const open = await ctx.db.upload.findMany({
    where: { state: 'receiving', updatedAt: { lt: quiet }, kind: 'file' },
    select: { id: true, workspaceId: true, sizeBytes: true },
    // What has just fallen quiet comes first: however many were left unfinished before it, it has its turn.
    orderBy: { updatedAt: 'desc' },
    take: atOnce,
  })
  let handedOn = 0
  for (const { id, workspaceId, sizeBytes } of open) {
    if (sizeBytes === null || (await ctx.ports.intake.sizeOf(id)) !== Number(sizeBytes)) continue
    await finishUpload(ctx, { uploadId: id, workspaceId })
    handedOn++
  }
  const unchecked = await ctx.db.upload.findMany({
    where: { state: 'checking', updatedAt: { lt: quiet } },
    select: { id: true, workspaceId: true },
    take: atOnce,
  })
  for (const { id, workspaceId } of unchecked) {
    // Touched, so that the next sweep leaves it alone for as long again.
    await ctx.db.upload.updateMany({ where: { id, workspaceId, state: 'checking' }, data: { updatedAt: now } })
    await sendReceived(ctx, { uploadId: id, workspaceId }, { again: now.getTime() })
    handedOn++
  }
  const unfetched = await ctx.db.upload.findMany({
    where: { state: 'receiving', updatedAt: { lt: quiet }, kind: 'link', expiresAt: { gt: now } },
    select: { id: true, workspaceId: true, userId: true },
    orderBy: { updatedAt: 'asc' },
    take: atOnce,
  })
  for (const { id, workspaceId, userId } of unfetched) {
    await ctx.db.upload.updateMany({ where: { id, workspaceId, state: 'receiving' }, data: { updatedAt: now } })
    // One that waits for its turn or for its next try is not doubled: a link has one run at a time.
    await sendImportRequested(ctx, { uploadId: id, workspaceId, userId }, { again: now.getTime() })
    handedOn++
  }
  const abandoned = await ctx.db.upload.findMany({
    where: { state: 'receiving', expiresAt: { lte: now } },
    select: { id: true, workspaceId: true },
    take: atOnce,
  })
  for (const { id, workspaceId } of abandoned)
    await failUpload(
      ctx,
      { uploadId: id, workspaceId },
      {
        code: 'gone',
        message: 'The upload was left unfinished for too long. Start it again.',
      },
    )
  ctx.ports.metrics.count('upload_total', { outcome: 'abandoned' }, abandoned.length)
  return { expired: abandoned.length, handedOn, swept: await sweepIntake(ctx) }
}

/** Bytes whose upload has ended or never was: something died between the row and the file. */
const sweepIntake = async (ctx: AppContext): Promise<number> => {
  let swept = 0
  for await (const { id, modifiedAtMs } of ctx.ports.intake.list()) {
    if (modifiedAtMs > ctx.clock.now() - askAgainMs) continue
    const row = await ctx.db.upload.findUnique({ where: { id }, select: { state: true } })
    if (row?.state === 'receiving' || row?.state === 'checking') continue
    await ctx.ports.intake.remove(id)
    swept++
  }
  return swept
}
