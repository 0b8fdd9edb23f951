import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createDiskStore } from '@/server/adapters/artifact-store/disk'
import { createFfmpegTool } from '@/server/adapters/media-tool/ffmpeg'
import { quietMetrics } from '@/server/adapters/metrics/quiet'
import type { ServiceContext } from '@/server/context'
import { absentPort } from './absent-port'
import { quietLog } from './quiet-log'

export type TestContext = {
  readonly ctx: ServiceContext
  /** A folder of this test's own; the artifact store is in it, under `data`. */
  readonly dir: string
  close(): Promise<void>
}

/** A context on the real ffmpeg and a store in a temporary folder. Ports that a test does not name say so when they are used. */
export const openTestContext = async (
  overrides: Partial<Omit<ServiceContext, 'ports'>> & { readonly ports?: Partial<ServiceContext['ports']> } = {},
): Promise<TestContext> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-test-'))
  const ctx: ServiceContext = {
    clock: { now: () => 0, sleep: async () => undefined },
    log: quietLog,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    cores: 2,
    ...overrides,
    ports: {
      mediaTool: createFfmpegTool(),
      artifacts: await createDiskStore({ dir: path.join(dir, 'data') }),
      speech: [],
      aligner: absentPort('aligner'),
      voice: absentPort('voice'),
      faces: absentPort('faces'),
      reranker: null,
      metrics: quietMetrics,
      ...overrides.ports,
    },
  }
  return { ctx, dir, close: () => rm(dir, { recursive: true, force: true }) }
}
