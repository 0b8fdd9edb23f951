import { createHash } from 'node:crypto'
import type { ServiceContext } from './context'

/** What a stage's result depends on. `version` is raised by hand when the stage's own code changes its answer. */
export type StageKey = {
  readonly stage: string
  readonly version: number
  readonly contentHash: string
  readonly params: unknown
  /** Versions of the engines used: "ffmpeg 5.1.9", "pocketsphinx 5prealpha". */
  readonly engines: readonly string[]
}

export const artifactKey = (key: StageKey): string =>
  `${key.stage}/${createHash('sha256').update(canonicalJson(key)).digest('hex')}`

/** Keys sorted at every level: the same meaning gives the same bytes. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

/** Finished work is never repeated: returns the stored result for the key, else computes and stores it. */
export const remember = async <T>(ctx: ServiceContext, key: StageKey, compute: () => Promise<T>): Promise<T> => {
  const name = artifactKey(key)
  const found = await ctx.ports.artifacts.getJson(name)
  // Safe: only this function writes under this name, and the name holds the stage's version.
  if (found !== undefined) return found as T
  const value = await compute()
  await ctx.ports.artifacts.putJson(name, value)
  return value
}
