import type { AppContext } from '@/server/context'
import type { UploadRef } from './finish-upload'

/** Well within the time after which the sweep asks for a check again. */
const beatMs = 60_000

/**
 * Counts a check while it is at it. One that ends in any way says so; the count that is left is of those whose worker died, and they are the
 * only ones that a file can be to blame for. While it is at it the row is touched, so that the sweep does not ask for a second one.
 */
export const countCheck = async <T>(
  ctx: AppContext,
  { uploadId, workspaceId }: UploadRef,
  check: () => Promise<T>,
): Promise<T> => {
  const where = { id: uploadId, workspaceId, state: 'checking' } as const
  await ctx.db.upload.updateMany({ where, data: { checks: { increment: 1 } } })
  const write = (data: { readonly updatedAt: Date } | { readonly checks: { readonly decrement: 1 } }) =>
    ctx.db.upload
      .updateMany({ where, data })
      .catch((error: unknown) => ctx.log.warn('a check could not be noted', { uploadId, cause: String(error) }))
  const timer = setInterval(() => void write({ updatedAt: new Date(ctx.clock.now()) }), beatMs)
  timer.unref()
  try {
    return await check()
  } finally {
    clearInterval(timer)
    await write({ checks: { decrement: 1 } })
  }
}
