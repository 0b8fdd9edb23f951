import { type FileHandle, open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '@/server/errors'

/** A writer that had no byte for this long has lost its client, who is back and knocks again. */
const silentMs = 3_000
/** A writer whose client has cut the connection ends within a turn or two of the loop; whoever sends the part again need not be refused for it. */
const leavingMs = 500
/** A writer in another process shows by its lock's time that it lives; far past the deadline at which a silent one is cut. */
const deadMs = 90_000

/** Lock files of this process, of all its intakes. */
const heldHere = new Set<string>()

type Writer = { lastMs: number; readonly stop: AbortController; readonly ended: Promise<void> }

export type WriteLock = {
  /** Fires when a client that came back takes over from a silent writer. */
  readonly signal: AbortSignal
  /** Bytes came. */
  touch(): void
  release(): Promise<void>
}

/**
 * One writer per upload: by a table within this process, by a file of its own between processes. @throws conflict when somebody else
 * writes and is not silent
 */
export const createWriteLocks = (now: () => number) => {
  const writers = new Map<string, Writer>()
  const enter = async (id: string): Promise<Omit<WriteLock, 'release'> & { leave(): void }> => {
    const other = writers.get(id)
    if (other !== undefined) {
      if (now() - other.lastMs >= silentMs) other.stop.abort(busy())
      await Promise.race([other.ended, sleep(leavingMs, undefined, { ref: false })])
      if (writers.has(id)) throw busy()
    }
    const stop = new AbortController()
    let leave = (): void => undefined
    const ended = new Promise<void>((resolve) => {
      leave = resolve
    })
    const writer: Writer = { lastMs: now(), stop, ended }
    writers.set(id, writer)
    return {
      signal: stop.signal,
      touch: () => {
        writer.lastMs = now()
      },
      leave: () => {
        writers.delete(id)
        leave()
      },
    }
  }
  return async (id: string, lockPath: string | null): Promise<WriteLock> => {
    const { signal, touch, leave } = await enter(id)
    if (lockPath === null) return { signal, touch, release: async () => leave() }
    try {
      await takeFile(lockPath)
    } catch (error) {
      leave()
      throw error
    }
    let touchedMs = now()
    return {
      signal,
      touch: () => {
        touch()
        if (now() - touchedMs < 10_000) return
        touchedMs = now()
        // Losing a touch only makes the lock look older.
        utimes(lockPath, new Date(), new Date()).catch(() => undefined)
      },
      release: async () => {
        await rm(lockPath, { force: true })
        heldHere.delete(lockPath)
        leave()
      },
    }
  }
}

const busy = () =>
  new DomainError('conflict', 'This upload is being written from another tab or connection. Try again in a moment.')

const takeFile = async (lockPath: string): Promise<void> => {
  const file = (await create(lockPath)) ?? ((await isDead(lockPath)) ? await recreate(lockPath) : undefined)
  if (file === undefined) throw busy()
  try {
    await file.writeFile(String(process.pid))
  } catch (error) {
    // A full disk: without its owner's number the lock would stand until it is old.
    await rm(lockPath, { force: true })
    throw error
  } finally {
    await file.close()
  }
  heldHere.add(lockPath)
}

const create = (lockPath: string): Promise<FileHandle | undefined> =>
  open(lockPath, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined
    throw error
  })

const recreate = async (lockPath: string): Promise<FileHandle | undefined> => {
  await rm(lockPath, { force: true })
  return create(lockPath)
}

const isDead = async (lockPath: string): Promise<boolean> => {
  const [text, info] = await Promise.all([
    readFile(lockPath, 'utf8').catch(() => ''),
    stat(lockPath).catch(() => undefined),
  ])
  if (info === undefined) return true
  if (Date.now() - info.mtimeMs > deadMs) return true
  const pid = Number.parseInt(text, 10)
  // Taken this very moment and not signed yet.
  if (!Number.isInteger(pid)) return false
  // Not held by anybody here: left by an earlier process of this number.
  if (pid === process.pid) return !heldHere.has(lockPath)
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
