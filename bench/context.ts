import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createContext } from '@/server/compose'
import type { ServiceContext } from '@/server/context'
import { readEnv } from '@/server/env'

type BenchContextOptions = { readonly dataDir?: string; readonly signal?: AbortSignal }

/** The product's own composition over a data folder of its own: nothing is found in a cache unless the folder is given again. */
export const createBenchContext = async (options: BenchContextOptions = {}): Promise<ServiceContext> => {
  const dataDir = options.dataDir ?? (await openBenchDir())
  return createContext({
    env: { ...readEnv(), CLIPFORGE_DATA_DIR: dataDir },
    ...(options.signal ? { signal: options.signal } : {}),
  })
}

/** A temporary folder that is gone when the process is. */
export const openBenchDir = async (): Promise<string> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-bench-'))
  opened.add(dir)
  return dir
}

/** Deletes every folder that `openBenchDir` made. */
export const closeBenchDirs = async (): Promise<void> => {
  for (const dir of opened) await rm(dir, { recursive: true, force: true })
  opened.clear()
}

const opened = new Set<string>()
