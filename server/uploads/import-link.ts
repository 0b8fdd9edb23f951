import type { WorkspaceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { spendRate } from '@/server/rate-limits'
import { requireRoom } from './require-room'
import { displayName, keptUntil } from './rules'
import { sendImportRequested } from './upload-events'

/**
 * Takes an address from which a worker will fetch the video. Nothing is fetched here, so that nobody waits and no web process opens a
 * connection that a person chose. @throws import_refused, rate_limited, storage_full, payload_too_large
 */
export const importLink = async (
  ctx: WorkspaceContext,
  { url }: { readonly url: string },
): Promise<{ readonly id: string }> => {
  if (ctx.role === 'viewer')
    throw new DomainError('forbidden', 'Importing needs the role editor; yours is viewer. Ask an owner.')
  ctx.ports.fetcher.check(url)
  const { href, pathname } = new URL(url)
  await spendRate(
    ctx,
    { importLink: ctx.user.id },
    (wait) => `That is as many links as may be imported for now. Import the next one in ${wait}.`,
  )
  const { id } = await ctx.db.$transaction(async (tx) => {
    // Its size is unknown yet; what can be known is whether there is room for anything.
    await requireRoom(ctx, tx, { workspaceId: ctx.workspaceId, sizeBytes: 1, isLeast: true })
    return tx.upload.create({
      data: {
        workspaceId: ctx.workspaceId,
        userId: ctx.user.id,
        kind: 'link',
        fileName: displayName(pathname.split('/').at(-1) ?? ''),
        url: href,
        expiresAt: keptUntil(ctx.clock.now()),
      },
      select: { id: true },
    })
  })
  await sendImportRequested(ctx, { uploadId: id, workspaceId: ctx.workspaceId, userId: ctx.user.id })
  return { id }
}
