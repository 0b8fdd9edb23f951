/** The text of a file, or null where there is none. */
export function readIfThere(file: string): string | null

/** Runs `work` while no other process of this machine holds the lock file. */
export function withLock<T>(file: string, work: () => Promise<T>, options?: { readonly waitMs?: number }): Promise<T>

/** Whether a process of this id runs; a zombie does not. */
export function isAlive(pid: number): boolean

/** Removes the lock of a process that has died, if `held` is still what stands in it. */
export function removeDead(file: string, held: string): void
