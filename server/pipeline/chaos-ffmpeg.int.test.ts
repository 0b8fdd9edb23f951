import { copyFile, open } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from 'inngest/edge'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createInngest } from '@/inngest'
import { workerFunctions } from '@/inngest/worker'
import { createContext } from '@/server/compose'
import { readEnv } from '@/server/env'
import { inngestAppId } from '@/server/inngest-options'
import { getProject, retryProject } from '@/server/projects'
import { createRunner, type Runner } from '@/server/runner'
import { openPipelineBench, type PipelineBench } from '@/server/testing/pipeline-bench'
import { descendants, processesNaming } from '@/server/testing/process-tree'
import { createGate, type WorkContext } from '.'

let bench: PipelineBench
let runner: Runner

/** A worker in this process, whose waits between tries are a hundredth of those in service. */
beforeAll(async () => {
  bench = await openPipelineBench()
  const { ctx, app } = bench
  const env = readEnv({ DATABASE_URL: app.database.url, CLIPFORGE_DATA_DIR: app.dir })
  const work: WorkContext = {
    ...ctx,
    media: await createContext({ env, log: ctx.log }),
    gates: { analysis: createGate(1), renders: createGate(1) },
    maxArtifactBytes: 1e9,
  }
  const { pool } = app.database
  const inngest = createInngest(env, { pool, log: ctx.log, errors: ctx.ports.errors })
  const handle = serve({ client: inngest, functions: workerFunctions(inngest, work) })
  runner = createRunner({
    pool,
    handlers: [{ appId: inngestAppId, handle }],
    log: ctx.log,
    concurrency: 24,
    backoffScale: 0.01,
  })
  await runner.start()
})
afterAll(async () => {
  await runner?.stop({ drainMs: 1_000 })
  await bench?.close()
})

const project = (id: string) => getProject(bench.ctx, { id })
/** The machine may be busy with other things. */
const patienceMs = 280_000
const until = (id: string, status: 'ready' | 'failed') =>
  bench.until(
    `the project is ${status}`,
    async () => {
      const found = await project(id)
      return found.status === status ? found : undefined
    },
    patienceMs,
  )
const sourceOf = async (uploadId: string): Promise<string> =>
  bench.until('the video is checked', async () => {
    const row = await bench.ctx.db.upload.findUniqueOrThrow({ where: { id: uploadId }, include: { source: true } })
    return row.source?.objectKey
  })

test('ffmpeg dies by a signal at one video: tried three more times, then its clip says why and can be tried again; another video is not touched', {
  timeout: 600_000,
}, async () => {
  // The same talk in other bytes.
  const copy = path.join(path.dirname(bench.talk.video), 'other.mp4')
  await copyFile(bench.talk.video, copy)
  const file = await open(copy, 'a')
  await file.write(Buffer.from([0, 0, 0, 8, 0x66, 0x72, 0x65, 0x65]))
  await file.close()

  const settings = { ranges: [{ startMs: 0, endMs: 4_000 }] }
  const doomed = await bench.bring(bench.talk.video)
  const key = await sourceOf(doomed.uploadId)
  const doomedId = await bench.project({ uploadId: doomed.uploadId, settings })
  let kills = 0
  const stop = new AbortController()
  const killing = (async () => {
    while (!stop.signal.aborted) {
      const ofThis = new Set(processesNaming(path.basename(key)))
      const isRendering = ofThis.size > 0 && (await project(doomedId)).stage?.id === 'renders'
      for (const pid of descendants(process.pid, 'ffmpeg').filter((each) => isRendering && ofThis.has(each))) {
        process.kill(pid, 'SIGSEGV')
        kills += 1
      }
      await sleep(50)
    }
  })()
  const broken = new Promise<never>((_resolve, reject) => {
    killing.catch(reject)
  })
  broken.catch(() => undefined)
  const fine = await bench.bring(copy)
  const fineId = await bench.project({ uploadId: fine.uploadId, settings })
  const failed = await Promise.race([until(doomedId, 'failed'), broken])
  stop.abort()
  await killing
  expect(kills).toBeGreaterThanOrEqual(4)
  expect(failed.failure?.message).toMatch(/ffmpeg was stopped by SIGSEGV/)
  expect(failed.clips.map(({ state }) => state)).toEqual(['failed'])
  expect((await until(fineId, 'ready')).clips.map(({ state }) => state)).toEqual(['ready'])

  await retryProject(bench.ctx, { id: doomedId })
  expect((await until(doomedId, 'ready')).clips.map(({ state }) => state)).toEqual(['ready'])
})
