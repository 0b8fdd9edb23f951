import { readFile, stat, utimes } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf, DomainError } from '@/server/errors'
import { isAlive, removeDead } from '@/server/private-files.mjs'

/** A writer that had no byte for this long has lost its client, who is back and knocks again. */
const silentMs = 3_000
/** A writer whose client has cut the connection ends within a turn or two of the loop; whoever sends the part again need not be refused for it. */
const leavingMs = 500
/** A writer in another process shows by its lock's time that it lives; far past the deadline at which a silent one is cut. */
const deadMs = 90_000
const touchEveryMs = 10_000

/** Lock files of this process, of all its intakes: those it has and those it is about to take. */
const heldHere = new Set<string>()

type Writer = { lastMs: number; readonly stop: AbortController; readonly ended: Promise<void> }

export type WriteLock = {
  /** Fires when a client that came back takes over from a silent writer. */
  readonly signal: AbortSignal
  /** Bytes came. */
  touch(): void
  leave(): void
}

/**
 * One writer per upload: by this table within the process, by a file of its own (`takeLockFile`; null where there is none) between processes.
 * @throws conflict when somebody else writes and is not silent
 */
export const createWriteLocks = (now: () => number) => {
  const writers = new Map<string, Writer>()
  return async (id: string, lockPath: string | null): Promise<WriteLock> => {
    const other = writers.get(id)
    if (other !== undefined) {
      if (now() - other.lastMs >= silentMs) other.stop.abort(busy())
      await Promise.race([other.ended, sleep(leavingMs, undefined, { ref: false })])
      if (writers.has(id)) throw busy()
    }
    const stop = new AbortController()
    let end = (): void => undefined
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const writer: Writer = { lastMs: now(), stop, ended }
    writers.set(id, writer)
    let touchedMs = writer.lastMs
    return {
      signal: stop.signal,
      touch: () => {
        writer.lastMs = now()
        if (lockPath === null || writer.lastMs - touchedMs < touchEveryMs) return
        touchedMs = writer.lastMs
        // Losing a touch only makes the lock look older.
        utimes(lockPath, new Date(), new Date()).catch(() => undefined)
      },
      leave: () => {
        writers.delete(id)
        end()
      },
    }
  }
}

export const busy = () =>
  new DomainError('conflict', 'This upload is being written from another tab or connection. Try again in a moment.')

/**
 * `create` makes the file, with this process's number in it, and fails with EEXIST where there is one: that of a process that is gone is taken
 * away. Whoever has removed the file again says so to `leaveLockFile`. @throws conflict when another process writes
 */
export const takeLockFile = async <T>(lockPath: string, create: () => Promise<T>): Promise<T> => {
  if (heldHere.has(lockPath)) throw busy()
  heldHere.add(lockPath)
  try {
    return await create().catch(async (error: unknown) => {
      if (!isThere(error)) throw error
      const held = await readLock(lockPath)
      if (held !== null && !isDead(held)) throw busy()
      if (held !== null) removeDead(lockPath, held.text)
      return create()
    })
  } catch (error) {
    heldHere.delete(lockPath)
    throw isThere(error) ? busy() : error
  }
}

export const leaveLockFile = (lockPath: string): void => void heldHere.delete(lockPath)

const isThere = (error: unknown): boolean => codeOf(error) === 'EEXIST'

type HeldLock = { readonly text: string; readonly touchedMs: number }

/** null: it has gone meanwhile. */
const readLock = async (lockPath: string): Promise<HeldLock | null> => {
  const [text, info] = await Promise.all([
    readFile(lockPath, 'utf8').catch(() => ''),
    stat(lockPath).catch(() => undefined),
  ])
  return info === undefined ? null : { text, touchedMs: info.mtimeMs }
}

/** Of a lock that nobody in this process has. */
const isDead = ({ text, touchedMs }: HeldLock): boolean => {
  if (Date.now() - touchedMs > deadMs) return true
  const pid = Number.parseInt(text, 10)
  // Taken this very moment and not signed yet.
  if (!Number.isInteger(pid)) return false
  // That of this process was left by an earlier one of its number.
  return pid === process.pid || !isAlive(pid)
}
