/**
 * Holds what stages produce, by key. A key names content, parameters and engine version, so an entry never changes:
 * whoever finds it may use it. Writes are atomic (temporary name, then rename): a reader never sees half an entry.
 */
export interface ArtifactStore {
  getJson(key: string): Promise<unknown | undefined>
  putJson(key: string, value: unknown): Promise<void>
  /** Path of a stored file, or undefined. */
  findFile(key: string): Promise<string | undefined>
  /** Moves a finished file in under `key` and returns its path. */
  putFile(key: string, temporaryPath: string): Promise<string>
  /**
   * Gives a file outside the store a generated name in it (a symbolic link, replaced if it is there) and returns that path, so
   * that a name somebody chose is never an argument of a program.
   */
  linkFile(key: string, targetPath: string): Promise<string>
  /** A new empty folder for one job; `release` deletes it with all it holds. Leftovers of killed runs are swept at start. */
  openWorkDir(purpose: string): Promise<WorkDir>
  /**
   * Makes room on this machine: what was not used for longest goes until the rest is within `maxBytes`. What was used since
   * `keepUsedSinceMs` stays whatever it weighs. Whoever needs what has gone makes it again.
   */
  trim(options: TrimOptions): Promise<Trimmed>
}

export type TrimOptions = { readonly maxBytes: number; readonly keepUsedSinceMs: number }
export type Trimmed = { readonly files: number; readonly freedBytes: number; readonly keptBytes: number }

export type WorkDir = { readonly path: string; release(): Promise<void> }
