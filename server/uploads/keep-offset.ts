import type { AppContext } from '@/server/context'
import { rowOf } from './finish-upload'
import { publishUpload } from './internal'
import { keptUntil } from './rules'

const everyMs = 1_000
/** When this process last wrote an upload's row: parts of a fast upload follow each other within milliseconds. */
const writtenAt = new Map<string, number>()
const late = new Map<string, { readonly timer: NodeJS.Timeout; size: number }>()

/**
 * Keeps the row in step with the bytes, at most once a second. `onBytes` is for the intake; `signal` fires when the row says that nobody
 * wants the rest (cancelled, expired, of an import: another `holder` has begun it), which is that of `unwanted` where one is given. `finish` writes the last word of a request and says whether the upload is still wanted; where more is
 * to come and the row was written a moment ago, it leaves that to a timer.
 */
export const keepOffset = (
  ctx: AppContext,
  { id, workspaceId, holder }: { readonly id: string; readonly workspaceId: string; readonly holder?: string },
  {
    unwanted = new AbortController(),
    prolongs = true,
  }: {
    readonly unwanted?: AbortController
    /** Each byte gives it the whole time anew; an import has its hours from the first try on. */
    readonly prolongs?: boolean
  } = {},
) => {
  let writing: Promise<unknown> = Promise.resolve()
  const write = async (size: number): Promise<boolean> => {
    const now = ctx.clock.now()
    writtenAt.set(id, now)
    const { count } = await ctx.db.upload.updateMany({
      where: { ...rowOf({ uploadId: id, workspaceId, holder }), state: 'receiving' },
      data: {
        offsetBytes: size,
        updatedAt: new Date(now),
        ...(prolongs && size > 0 ? { expiresAt: keptUntil(now) } : {}),
      },
    })
    if (count === 0) unwanted.abort()
    else publishUpload(ctx, id)
    return count > 0
  }
  // A database that is away for a moment costs nothing here: the bytes are the truth, and the next word says it again.
  const writeQuietly = (size: number): Promise<unknown> =>
    write(size).catch((error: unknown) => ctx.log.warn('upload offset not written', { id, cause: String(error) }))
  const isFresh = (): boolean => ctx.clock.now() - (writtenAt.get(id) ?? 0) < everyMs
  const writeLater = (size: number): void => {
    const waiting = late.get(id)
    if (waiting !== undefined) {
      waiting.size = size
      return
    }
    const timer = setTimeout(() => {
      const { size: latest } = late.get(id) ?? { size }
      late.delete(id)
      writtenAt.delete(id)
      void writeQuietly(latest)
    }, everyMs)
    timer.unref()
    late.set(id, { timer, size })
  }
  return {
    signal: unwanted.signal,
    onBytes: (size: number): void => {
      if (!isFresh()) writing = writeQuietly(size)
    },
    finish: async (size: number, { isLast }: { readonly isLast: boolean }): Promise<boolean> => {
      await writing
      if (!isLast && isFresh() && !unwanted.signal.aborted) {
        writeLater(size)
        return true
      }
      clearTimeout(late.get(id)?.timer)
      late.delete(id)
      const isWanted = await write(size)
      if (isLast) writtenAt.delete(id)
      return isWanted
    },
  }
}
