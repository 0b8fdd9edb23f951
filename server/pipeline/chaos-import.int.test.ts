import { readFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chaos, type ChaosPoint, installChaos } from '@/server/testing/chaos'
import { openPipelineBench, type PipelineBench } from '@/server/testing/pipeline-bench'
import { sha256 } from '@/server/testing/tus-client'
import { startWorker, type WorkerProcess } from '@/server/testing/worker-process'
import { expireUploads } from '@/server/uploads'

const points: readonly ChaosPoint[] = [
  { kind: 'row', name: 'Upload', state: 'checking' },
  { kind: 'new', name: 'upload/received' },
  { kind: 'step', name: 'fetch-video' },
]
const program = fileURLToPath(new URL('../testing/import-worker.ts', import.meta.url))

let bench: PipelineBench
let chaos: Chaos
let remote: http.Server
let video: Buffer
/** Answers that stop after half of the bytes. */
let halves = 1
let stalled = 0
const workers: WorkerProcess[] = []
beforeAll(async () => {
  bench = await openPipelineBench()
  chaos = await installChaos(bench.app.database.pool, points)
  video = await readFile(bench.talk.video)
  remote = http.createServer((req, res) => {
    // Others on this machine may still look for somebody who had this port before.
    if (req.url !== '/talk.mp4') return res.writeHead(404).end()
    res.writeHead(200, { 'content-type': 'video/mp4', 'content-length': video.length })
    if (halves-- <= 0) return void res.end(video)
    res.write(video.subarray(0, video.length / 2))
    stalled += 1
  })
  await new Promise<void>((resolve) => remote.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  for (const worker of workers) await worker.kill()
  remote?.closeAllConnections()
  remote?.close()
  await chaos?.close()
  await bench?.close()
})

const newWorker = async (): Promise<WorkerProcess> => {
  const { port } = remote.address() as AddressInfo
  const { url } = bench.app.database
  const worker = await startWorker({ databaseUrl: url, dataDir: bench.app.dir, program: [program, String(port)] })
  workers.push(worker)
  return worker
}

test('a worker killed in the middle of a download, and at each write that ends it: the video is there once and whole, and handed on once', {
  timeout: 300_000,
}, async () => {
  const { ctx, app } = bench
  const { port } = remote.address() as AddressInfo
  const { id } = await ctx.db.upload.create({
    data: {
      workspaceId: ctx.workspaceId,
      userId: ctx.user.id,
      kind: 'link',
      fileName: 'talk.mp4',
      url: `http://videos.example:${port}/talk.mp4`,
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  })
  const data = { uploadId: id, workspaceId: ctx.workspaceId }
  await ctx.ports.events.send([{ id: `upload/import-requested:${id}`, name: 'upload/import-requested', data }])

  const first = await newWorker()
  await bench.until('half of it has come', async () => (stalled > 0 ? true : undefined))
  await first.kill()
  const reached = new Set<string>()
  while (reached.size < points.length) {
    const doomed = await newWorker()
    await bench.until('a point not yet reached', async () => ((await chaos.stopped()).length > 0 ? true : undefined))
    await doomed.kill()
    for (const point of await chaos.clear()) reached.add(point)
  }
  await newWorker()
  await bench.until('the run has ended', async () => {
    const { rows } = await app.database.pool.query(`SELECT 1 FROM runner.run WHERE status = 'completed'`)
    return rows.length === 1 ? true : undefined
  })
  // The event was lost with the worker that had just said that all bytes are here.
  const later = { ...ctx, clock: { ...ctx.clock, now: () => Date.now() + 11 * 60_000 } }
  expect(await expireUploads(later)).toMatchObject({ handedOn: 1 })
  expect(await ctx.db.upload.findUnique({ where: { id } })).toMatchObject({
    state: 'checking',
    offsetBytes: BigInt(video.length),
    sizeBytes: BigInt(video.length),
  })
  const { rows } = await app.database.pool.query(`SELECT body FROM runner.event WHERE name = 'upload/received'`)
  expect(rows).toHaveLength(1)
  const gathered = await ctx.ports.intake.collect(id, new AbortController().signal)
  expect(sha256(await readFile(gathered))).toBe(sha256(video))
})
