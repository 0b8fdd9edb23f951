import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createObjectIntake } from '@/server/adapters/intake/objects'
import { createFileCache } from '@/server/adapters/object-store/file-cache'
import { createS3ObjectStore } from '@/server/adapters/object-store/s3'
import { renderFileKeys } from '@/server/clips'
import { getProject } from '@/server/projects'
import { openPipelineBench, type PipelineBench } from '@/server/testing/pipeline-bench'
import { type S3StandIn, startS3StandIn } from '@/server/testing/s3-stand-in'

let dir: string
let s3: S3StandIn
let bench: PipelineBench
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-machines-'))
  s3 = await startS3StandIn()
  const objects = createS3ObjectStore(
    { bucket: s3.bucket, region: 'us-east-1', endpoint: s3.endpoint, credentials: s3.credentials },
    await createFileCache({ dir: path.join(dir, 'web-cache'), maxBytes: 1e9 }),
  )
  const intake = createObjectIntake(objects, { scratchDir: path.join(dir, 'web-incoming') })
  bench = await openPipelineBench({ ports: { objects, intake: await intake } })
})
afterAll(async () => {
  await bench?.close()
  await s3?.close()
  await rm(dir, { recursive: true, force: true })
})

/** A worker with a disk of its own: it shares the bucket and the database with the others, and nothing else. */
const workerOn = async (machine: string) => {
  const dataDir = path.join(dir, machine)
  await mkdir(dataDir)
  const env = {
    S3_ENDPOINT: s3.endpoint,
    S3_BUCKET: s3.bucket,
    S3_ACCESS_KEY_ID: s3.credentials.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
  }
  return bench.startWorker(env, dataDir)
}

test('a worker dies after it has listened; one on another machine goes on from there and makes the clips', {
  timeout: 600_000,
}, async () => {
  const { ctx, app } = bench
  const first = await workerOn('first')
  const { uploadId } = await bench.bring(bench.talk.video)
  const id = await bench.project({ uploadId, settings: { ranges: [{ startMs: 0, endMs: 4_000 }] } })
  const listened = () => ctx.db.projectStage.findFirst({ where: { projectId: id, stage: 'speech', state: 'done' } })
  await bench.until('it has listened', async () => (await listened()) ?? undefined)
  const before = await listened()
  await first.kill()
  await rm(path.join(dir, 'first'), { recursive: true, force: true })

  const second = await workerOn('second')
  const project = await bench.until('the project is ready', async () => {
    const view = await getProject(ctx, { id })
    if (view.status === 'failed') throw new Error(JSON.stringify(view.failure))
    return view.status === 'ready' ? view : undefined
  })
  await bench.until('all runs have ended', async () => {
    const { rows } = await app.database.pool.query('SELECT 1 FROM runner.run WHERE ended_at IS NULL')
    return rows.length === 0 ? true : undefined
  })
  expect(await second.stop()).toBe(0)
  expect(await listened()).toEqual(before)
  expect(project.clips.map(({ state }) => state)).toEqual(['ready'])
  const renders = await ctx.db.render.findMany({ where: { workspaceId: ctx.workspaceId } })
  const files = renders.flatMap((render) => Object.values(renderFileKeys(ctx.workspaceId, render.clipId, render.id)))
  expect(files).toHaveLength(5)
  expect(files.filter((key) => !s3.keys().includes(key))).toEqual([])
  const runs = await app.database.pool.query<{ status: string }>(
    `SELECT status FROM runner.run WHERE function_id LIKE '%process-project'`,
  )
  expect(runs.rows).toEqual([{ status: 'completed' }])
})
