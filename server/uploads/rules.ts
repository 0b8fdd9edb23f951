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

/** Until when an upload is kept that was announced now and has no byte yet. */
export const unstartedUntil = (nowMs: number): Date => new Date(nowMs + limits.unstartedUploadHours * hourMs)

/** The rest of an upload that was heard of before this is no longer promised room on the disk. */
export const promisedSince = (nowMs: number): Date => new Date(nowMs - limits.uploadPromiseMinutes * 60_000)

const mib = 1024 ** 2

/**
 * How much room an import of unknown size takes when `hereBytes` of it are here: as much again, so that it asks seldom, in steps of 16 MiB to 1
 * GiB, so that it keeps little from others.
 */
export const nextReservation = (hereBytes: number, atMostBytes: number): number =>
  Math.min(atMostBytes, hereBytes + Math.min(1024 * mib, Math.max(16 * mib, hereBytes)))

/**
 * How much of a disk's free room is held by what other workspaces announced and have not sent. Each can hold its share of it and no more, so
 * that whoever asks has a share too, whatever the others announce.
 */
export const heldByOthers = (freeBytes: number, othersBytes: readonly number[]): number => {
  const shareBytes = Math.floor(freeBytes / (othersBytes.length + 1))
  return othersBytes.reduce((sum, each) => sum + Math.min(each, shareBytes), 0)
}

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
 * were promised; what of it is here already is on the disk once.
 */
export const judgeStorage = (
  sizeBytes: number,
  room: {
    readonly planBytes: number
    /** Of this workspace: stored and announced. */
    readonly takenBytes: number
    /** null: without such a bound. */
    readonly diskFreeBytes: number | null
    /** To other uploads. */
    readonly promisedBytes: number
    readonly hereBytes: number
  },
): StorageVerdict => {
  if (sizeBytes > limits.maxSourceBytes)
    return { ok: false, because: 'file', neededBytes: sizeBytes, freeBytes: limits.maxSourceBytes }
  const planFree = Math.max(0, room.planBytes - room.takenBytes)
  if (sizeBytes > planFree) return { ok: false, because: 'plan', neededBytes: sizeBytes, freeBytes: planFree }
  const atMostBytes = Math.min(limits.maxSourceBytes, planFree)
  if (room.diskFreeBytes === null) return { ok: true, atMostBytes }
  const diskFree = Math.max(0, room.diskFreeBytes - room.promisedBytes)
  const neededBytes = 2 * sizeBytes - room.hereBytes
  return neededBytes > diskFree
    ? { ok: false, because: 'disk', neededBytes, freeBytes: diskFree }
    : { ok: true, atMostBytes: Math.min(atMostBytes, Math.floor((diskFree + room.hereBytes) / 2)) }
}
