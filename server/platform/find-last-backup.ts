import type { AppContext } from '@/server/context'

export type LastBackup = {
  /** The moment that its tables show, in milliseconds since 1970. */
  readonly takenAtMs: number
  readonly place: string
  readonly objects: number
  /** Of tables and objects together. */
  readonly bytes: number
}

/** The newest backup that was finished; null when there is none. Backups that a hosting service makes by itself are not known here. */
export const findLastBackup = async (ctx: Pick<AppContext, 'db'>): Promise<LastBackup | null> => {
  const last = await ctx.db.backup.findFirst({
    orderBy: { takenAt: 'desc' },
    select: { takenAt: true, place: true, objects: true, bytes: true },
  })
  if (last === null) return null
  return { takenAtMs: last.takenAt.getTime(), place: last.place, objects: last.objects, bytes: Number(last.bytes) }
}
