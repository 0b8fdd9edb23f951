import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '@/server/env'

const projectDir = fileURLToPath(new URL('../..', import.meta.url))

export type UploadServer = { readonly url: string; readonly process: ChildProcess; kill(): Promise<void> }

/** `upload-server.ts` in a process of its own. `kill` is a kill -9. */
export const startUploadServer = async (env: Readonly<Record<string, string>>): Promise<UploadServer> => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/testing/upload-server.ts'], {
    cwd: projectDir,
    env: childEnvironment(env),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  const [url] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('The upload server ended before it listened.'))),
  ])) as [string]
  return {
    url,
    process: child,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
