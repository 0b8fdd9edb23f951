/** Runs `work` while no other process of this machine holds the lock file. */
export function withLock<T>(file: string, work: () => Promise<T>): Promise<T>
