import type { AppContext } from '@/server/context'
import { announce } from './internal'
import { keptUntil } from './rules'

const everyMs = 1_000

/**
 * Keeps the row in step with the bytes, at most once a second. `onBytes` is for the intake; `signal` fires when the row says that nobody
 * wants the rest (cancelled, expired); `finish` writes the last word and says whether the upload is still wanted.
 */
export const keepOffset = (
  ctx: AppContext,
  { id, workspaceId }: { readonly id: string; readonly workspaceId: string },
) => {
  const unwanted = new AbortController()
  let writtenMs = ctx.clock.now()
  let writing: Promise<void> = Promise.resolve()
  const write = async (size: number): Promise<boolean> => {
    const { count } = await ctx.db.upload.updateMany({
      where: { id, workspaceId, state: 'receiving' },
      data: { offsetBytes: size, expiresAt: keptUntil(ctx.clock.now()) },
    })
    if (count === 0) unwanted.abort()
    else announce(ctx, id)
    return count > 0
  }
  return {
    signal: unwanted.signal,
    onBytes: (size: number): void => {
      const nowMs = ctx.clock.now()
      if (nowMs - writtenMs < everyMs) return
      writtenMs = nowMs
      // A database that is away for a moment costs nothing here: the file is the truth, and `finish` says it again.
      writing = write(size).then(
        () => undefined,
        (error: unknown) => ctx.log.warn('upload offset not written', { id, cause: String(error) }),
      )
    },
    finish: async (size: number): Promise<boolean> => {
      await writing
      return write(size)
    },
  }
}
