import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { startApp } from '@/e2e/running-app'
import { createSession, createUser } from '@/server/accounts'
import { createDatabase } from '@/server/db/client'
import { limits } from '@/server/media/limits'
import { openTestApp } from '@/server/testing/app-context'
import { type Bench, median } from './bench'
import { cpuSeconds } from './load/cpu'
import { createUploadClient, putWhole } from './upload-client'

const mebibyte = 1024 ** 2
const partBytes = limits.uploadPartBytes
const rounds = 5

export default {
  what: 'an upload into the production build against a bare node:http sink, and with five cuts (MiB, default 1024; 5120 for the full size)',
  needsApp: true,
  run: async ([size = '1024']) => {
    const sizeBytes = Number(size) * mebibyte
    const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-upload-'))
    const app = await startApp({ withWorker: false })
    const database = createDatabase({ url: app.databaseUrl, max: 2 })
    const tester = await openTestApp()
    const sink = spawn(process.execPath, ['bench/upload-sink.mjs', path.join(app.dataDir, 'sink.bin')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const [sinkPort] = (await once(createInterface({ input: sink.stdout }), 'line')) as [string]
      const file = path.join(dir, 'source.bin')
      const parts = await writeNoise(file, sizeBytes)
      const ctx = { ...tester.ctx, db: database.db }
      const { userId, workspaceId } = await createUser(ctx, { email: 'b@example.com', name: 'B', isVerified: true })
      await database.db.workspace.update({ where: { id: workspaceId }, data: { plan: 'business' } })
      const { token } = await createSession(ctx, { userId, userAgent: 'bench', ipPrefix: null })
      const client = createUploadClient(app.url, token, file, sizeBytes, parts)

      const ratios: number[] = []
      const cpu = { sink: 0, web: 0 }
      const rates: number[] = []
      // A process that has just started compiles what it does often; neither side is measured at that.
      const warmUp = await client.create()
      await client.sendFrom(warmUp, 0, Math.min(sizeBytes, 16 * partBytes))
      await putWhole(Number(sinkPort), file, sizeBytes)
      for (let round = 0; round < rounds; round++) {
        const before = [cpuSeconds(sink.pid ?? 0), cpuSeconds(app.web.pid())] as const
        const bare = await timed(() => putWhole(Number(sinkPort), file, sizeBytes))
        await rm(path.join(app.dataDir, 'sink.bin'))
        let location = ''
        const ours = await timed(async () => {
          location = await client.create()
          await client.sendFrom(location, 0)
        })
        await rm(path.join(app.dataDir, 'incoming', idOf(location)))
        cpu.sink += cpuSeconds(sink.pid ?? 0) - before[0]
        cpu.web += cpuSeconds(app.web.pid()) - before[1]
        ratios.push(bare / ours)
        rates.push(sizeBytes / mebibyte / (ours / 1000))
      }

      const perGiB = (seconds: number) => ((seconds / rounds / sizeBytes) * 1024 ** 3).toFixed(2)

      const location = await client.create()
      let sentBytes = 0
      let offset = 0
      for (let cut = 1; cut <= 5; cut++) {
        const until = Math.floor((sizeBytes * cut) / 6 / partBytes) * partBytes
        sentBytes += await client.sendFrom(location, offset, until)
        // In the middle of the next part, as a lost network would.
        sentBytes += await client.cut(location, until, Math.floor(partBytes / 2))
        offset = await client.offsetOf(location)
      }
      sentBytes += await client.sendFrom(location, offset)
      const arrived = await hashOf(path.join(app.dataDir, 'incoming', idOf(location)))
      return {
        figures: [
          {
            name: 'throughput, ratio to the bare sink (median of 5 pairs)',
            value: median(ratios),
            unit: 'x',
            target: { op: '>=', value: 0.7 },
          },
          { name: 'throughput', value: median(rates), unit: 'MiB/s' },
          {
            name: 'sent again for five cuts, in parts',
            value: (sentBytes - sizeBytes) / partBytes,
            unit: 'parts',
            target: { op: '<=', value: 5 },
          },
          {
            name: 'SHA-256 after five cuts is equal',
            value: arrived === (await hashOf(file)) ? 1 : 0,
            unit: '',
            target: { op: '>=', value: 1 },
          },
        ],
        notes: [
          `CPU seconds a GiB: ${perGiB(cpu.web)} ours, ${perGiB(cpu.sink)} the sink's`,
          `${size} MiB in parts of ${partBytes / mebibyte} MiB, each with its checksum; pairs ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`,
        ],
      }
    } finally {
      sink.kill()
      await app.stop()
      await database.close()
      await tester.close()
      await rm(dir, { recursive: true, force: true })
    }
  },
} satisfies Bench

const idOf = (location: string): string => location.split('/').at(-1) ?? ''

const timed = async (work: () => Promise<void>): Promise<number> => {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}

/** Bytes that no disk can squeeze, and each part's digest as a browser would say it. */
const writeNoise = async (file: string, sizeBytes: number): Promise<readonly string[]> => {
  const digests: string[] = []
  const block = Buffer.alloc(partBytes)
  const parts = async function* () {
    for (let at = 0; at < sizeBytes; at += partBytes) {
      for (let word = 0; word < partBytes; word += 4) block.writeUInt32LE((Math.random() * 2 ** 32) >>> 0, word)
      const part = Buffer.from(block.subarray(0, Math.min(partBytes, sizeBytes - at)))
      digests.push(createHash('sha256').update(part).digest('base64'))
      yield part
    }
  }
  await pipeline(Readable.from(parts()), createWriteStream(file))
  return digests
}

const hashOf = async (file: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: mebibyte })) hash.update(chunk)
  return hash.digest('hex')
}
