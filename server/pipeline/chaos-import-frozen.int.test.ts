import { readFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPipelineBench, type PipelineBench } from '@/server/testing/pipeline-bench'
import { sha256 } from '@/server/testing/tus-client'
import { startWorker, type WorkerProcess } from '@/server/testing/worker-process'

const program = fileURLToPath(new URL('../testing/import-worker.ts', import.meta.url))

let bench: PipelineBench
let remote: http.Server
let video: Buffer
/** Answers of half of the bytes each, oldest first; `end` sends the rest. */
const answers: { readonly end: () => void; isClosed: boolean }[] = []
const workers: WorkerProcess[] = []
beforeAll(async () => {
  bench = await openPipelineBench()
  video = await readFile(bench.talk.video)
  remote = http.createServer((req, res) => {
    // Others on this machine may still look for somebody who had this port before.
    if (req.url !== '/talk.mp4') return res.writeHead(404).end()
    res.writeHead(200, { 'content-type': 'video/mp4', 'content-length': video.length })
    res.write(video.subarray(0, video.length / 2))
    const answer = { end: () => void res.end(video.subarray(video.length / 2)), isClosed: false }
    res.once('close', () => {
      answer.isClosed = true
    })
    answers.push(answer)
  })
  await new Promise<void>((resolve) => remote.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  for (const worker of workers) await worker.kill()
  remote?.closeAllConnections()
  remote?.close()
  await bench?.close()
})

test('a worker that stands still in the middle of a download, and goes on beside the one that took it over: the video is there once and whole', {
  timeout: 300_000,
}, async () => {
  const { ctx, app } = bench
  const { port } = remote.address() as AddressInfo
  const newWorker = async (): Promise<WorkerProcess> => {
    const { url } = app.database
    const worker = await startWorker({ databaseUrl: url, dataDir: app.dir, program: [program, String(port)] })
    workers.push(worker)
    return worker
  }
  const { id } = await ctx.db.upload.create({
    data: {
      ...{ workspaceId: ctx.workspaceId, userId: ctx.user.id, kind: 'link', fileName: 'talk.mp4' },
      url: `http://videos.example:${port}/talk.mp4`,
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  })
  const data = { uploadId: id, workspaceId: ctx.workspaceId }
  await ctx.ports.events.send([{ id: `upload/import-requested:${id}`, name: 'upload/import-requested', data }])
  /** Nothing is being written to the database, and the file is its own: whoever woke before that would take the file from the other one. */
  const fetching = (what: string, { pid }: WorkerProcess) =>
    bench.until(what, async () => {
      const lock = await readFile(path.join(app.dir, 'incoming', `${id}.lock`), 'utf8').catch(() => '')
      return lock === String(pid) ? ctx.db.upload.findUniqueOrThrow({ where: { id } }) : undefined
    })

  const frozen = await newWorker()
  const begun = await fetching('it is being fetched', frozen)
  process.kill(frozen.pid, 'SIGSTOP')
  // As when it had stood still until its lease ran out.
  await app.database.pool.query(
    `UPDATE runner.job SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL`,
  )
  const takenOver = await fetching('another worker fetches it', await newWorker())
  expect(takenOver.holder).not.toBe(begun.holder)
  answers[0]?.end()
  process.kill(frozen.pid, 'SIGCONT')
  await bench.until('the first has come to an end', async () => (answers[0]?.isClosed ? true : undefined))
  expect(await ctx.db.upload.findUnique({ where: { id } })).toMatchObject({ state: 'receiving' })
  answers[1]?.end()
  await bench.until('the run has ended', async () => {
    const { rows } = await app.database.pool.query(`SELECT 1 FROM runner.run WHERE status = 'completed'`)
    return rows.length === 1 ? true : undefined
  })

  expect(answers).toHaveLength(2)
  expect(await ctx.db.upload.findUnique({ where: { id } })).toMatchObject({
    ...{ state: 'checking', holder: takenOver.holder },
    ...{ offsetBytes: BigInt(video.length), sizeBytes: BigInt(video.length) },
  })
  const { rows } = await app.database.pool.query(`SELECT body FROM runner.event WHERE name = 'upload/received'`)
  expect(rows).toHaveLength(1)
  const gathered = await ctx.ports.intake.collect(id)
  expect(sha256(await readFile(gathered))).toBe(sha256(video))
})
