import { createReadStream } from 'node:fs'
import { mkdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createEvents } from '@/server/adapters/events'
import type { WorkspaceContext } from '@/server/context'
import { readEnv } from '@/server/env'
import { createProject, createProjectSchema } from '@/server/projects'
import { applyRunnerSchema } from '@/server/runner'
import { openTestApp, type TestApp } from './app-context'
import { makeTalk } from './generated-media'
import { startWorker, type WorkerProcess } from './worker-process'

export type PipelineBench = {
  readonly app: TestApp
  /** Somebody signed in, whose events reach the embedded runner. */
  readonly ctx: WorkspaceContext
  /** A short talk with its subtitles, made once. */
  readonly talk: { readonly video: string; readonly subtitles: string }
  /** `dataDir`: of a machine of its own; else all share the app's. */
  startWorker(env?: Readonly<Record<string, string>>, dataDir?: string): Promise<WorkerProcess>
  /** Puts a file where a finished upload's bytes lie, and asks for its check. */
  bring(file: string): Promise<{ uploadId: string }>
  /** A project of an upload that waits; with the talk's own subtitles, so that no speech engine is needed. */
  project(input: {
    readonly uploadId: string
    readonly settings?: object
    readonly transcript?: boolean
  }): Promise<string>
  /** Asks every 50 ms until the answer is not undefined; fails after `withinMs`. */
  until<T>(what: string, ask: () => Promise<T | undefined>, withinMs?: number): Promise<T>
  close(): Promise<void>
}

/** The whole path from an upload to clips, on a real database and a real worker process. */
export const openPipelineBench = async (overrides: Parameters<typeof openTestApp>[0] = {}): Promise<PipelineBench> => {
  const app = await openTestApp(overrides)
  await applyRunnerSchema(app.database.pool)
  const { workspace } = await app.signIn()
  const env = readEnv({ DATABASE_URL: app.database.url })
  const ctx: WorkspaceContext = {
    ...workspace,
    ports: { ...workspace.ports, events: createEvents(env, { pool: app.database.pool, log: app.ctx.log }) },
  }
  const media = path.join(app.dir, 'media')
  await mkdir(media)
  const talk = makeTalk(media)
  const workers: WorkerProcess[] = []
  return {
    app,
    ctx,
    talk,
    startWorker: async (extra = {}, dataDir = app.dir) => {
      const worker = await startWorker({ databaseUrl: app.database.url, dataDir, env: extra })
      workers.push(worker)
      return worker
    },
    bring: async (file) => {
      const { size } = await stat(file)
      const { id } = await ctx.db.upload.create({
        data: {
          workspaceId: ctx.workspaceId,
          userId: ctx.user.id,
          kind: 'file',
          fileName: path.basename(file),
          sizeBytes: size,
          offsetBytes: size,
          state: 'checking',
          expiresAt: new Date(Date.now() + 3_600_000),
        },
        select: { id: true },
      })
      await ctx.ports.intake.append(id, {
        offset: 0,
        bytes: chunksOf(file),
        limit: size,
        onBytes: () => undefined,
      })
      const data = { uploadId: id, workspaceId: ctx.workspaceId }
      await ctx.ports.events.send([{ id: `upload/received:${id}`, name: 'upload/received', data }])
      return { uploadId: id }
    },
    project: async ({ uploadId, settings = {}, transcript = true }) => {
      const text = await readFile(talk.subtitles, 'utf8')
      const input = createProjectSchema.parse({
        uploadId,
        settings: { minS: 3, maxS: 9, language: 'en', ...settings },
        ...(transcript ? { transcript: { name: 'talk.srt', text } } : {}),
      })
      return (await createProject(ctx, input)).id
    },
    until: async (what, ask, withinMs = 280_000) => {
      const end = Date.now() + withinMs
      for (;;) {
        const answer = await ask()
        if (answer !== undefined) return answer
        if (Date.now() > end) throw new Error(`Not within ${withinMs} ms: ${what}`)
        await sleep(50)
      }
    },
    close: async () => {
      for (const worker of workers) await worker.kill().catch(() => undefined)
      await app.close()
    },
  }
}

async function* chunksOf(file: string): AsyncGenerator<[Uint8Array]> {
  for await (const chunk of createReadStream(file)) yield [chunk]
}
