import { limits } from '@/server/media/limits'

/** Of C0 and C1, the invisible, and those that turn the reading direction: "fdp.exe" could be shown as "exe.pdf". */
const unsafe = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu
/** Emoji are joined by this; it turns nothing. */
const joiner = '\u200d'

/** A name somebody gave, made fit to be shown: one line, no folders, no tricks with direction. It is never part of a path. */
export const displayName = (given: string): string => {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .replace(unsafe, (found) => (found === joiner ? joiner : ''))
    .replace(/\s+/g, ' ')
    .trim()
  const short = [...clean].slice(0, limits.maxFileNameLength).join('')
  return /[\p{L}\p{N}\p{S}]/u.test(short) ? short : 'video'
}

/** SHA-256 as lower-case hex, null for anything else. */
export const readHash = (text: string | undefined): string | null =>
  text !== undefined && /^[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : null

const hourMs = 3_600_000

/** A video that arrived before this is deleted unless a project was made of it. */
export const keptSince = (nowMs: number): Date => new Date(nowMs - limits.uploadKeepHours * hourMs)

/** Until when an upload is kept that had its last byte now. */
export const keptUntil = (nowMs: number): Date => new Date(nowMs + limits.uploadKeepHours * hourMs)

export type StorageVerdict =
  | { readonly ok: true; readonly atMostBytes: number }
  | {
      readonly ok: false
      readonly because: 'file' | 'plan' | 'disk'
      readonly neededBytes: number
      readonly freeBytes: number
    }

/**
 * Whether `sizeBytes` more may be brought. The disk must hold it twice (its proxy and its clips come on top) after what other uploads
 * were promised.
 */
export const judgeStorage = (
  sizeBytes: number,
  room: {
    readonly planBytes: number
    /** Of this workspace: stored and announced. */
    readonly takenBytes: number
    /** null: without such a bound. */
    readonly diskFreeBytes: number | null
    /** Of all workspaces: announced and not there yet. */
    readonly promisedBytes: number
  },
): StorageVerdict => {
  if (sizeBytes > limits.maxSourceBytes)
    return { ok: false, because: 'file', neededBytes: sizeBytes, freeBytes: limits.maxSourceBytes }
  const planFree = Math.max(0, room.planBytes - room.takenBytes)
  if (sizeBytes > planFree) return { ok: false, because: 'plan', neededBytes: sizeBytes, freeBytes: planFree }
  const atMostBytes = Math.min(limits.maxSourceBytes, planFree)
  if (room.diskFreeBytes === null) return { ok: true, atMostBytes }
  const diskFree = Math.max(0, room.diskFreeBytes - room.promisedBytes)
  return 2 * sizeBytes > diskFree
    ? { ok: false, because: 'disk', neededBytes: 2 * sizeBytes, freeBytes: diskFree }
    : { ok: true, atMostBytes: Math.min(atMostBytes, Math.floor(diskFree / 2)) }
}

/** "1.4 GB", for sentences. */
export const spellBytes = (bytes: number): string => {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${power === 0 || Number.isInteger(value) ? value : value.toFixed(1)} ${units[power]}`
}
