import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HostileFile, makeHostileFiles } from '@/server/testing/hostile-media'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { hasStrace, systemFiles, traceMediaTools } from '@/server/testing/trace-media-tools'
import { testWhere } from '@/server/testing/where'
import { probeSource } from './probe-source'

let test: TestContext
let canary: Server
let canaryHits = 0
let secretPath: string
let files: HostileFile[]

beforeAll(async () => {
  test = await openTestContext()
  canary = createServer((_request, response) => {
    canaryHits += 1
    response.end()
  })
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  const { port } = canary.address() as AddressInfo
  const media = path.join(test.dir, 'uploads')
  await mkdir(media)
  secretPath = path.join(test.dir, 'secret.ts')
  await writeFile(secretPath, 'another user’s film')
  files = await makeHostileFiles({ dir: media, canaryUrl: `http://127.0.0.1:${port}`, secretPath })
})
afterAll(async () => {
  canary.close()
  await test.close()
})

const answerOf = async (file: HostileFile): Promise<{ answer: string; details?: unknown }> => {
  try {
    const { source } = await probeSource(test.ctx, { path: file.path })
    return { answer: 'accepted', details: source }
  } catch (error) {
    const { code, details } = error as { code: string; details: unknown }
    return { answer: code, details }
  }
}

describe('hostile media', () => {
  it('gets the answer it must get, each with its own reason, and nothing is fetched', async () => {
    for (const file of files) {
      const expected = { title: file.title, answer: file.answer, ...(file.details && { details: file.details }) }
      expect({ title: file.title, ...(await answerOf(file)) }).toMatchObject(expected)
    }
    expect(canaryHits).toBe(0)
    expect(await readdir(path.join(test.dir, 'data', 'work'))).toEqual([])
  })

  it('would fetch when it is read without a guard: the bait is real', async () => {
    const file = files.find(({ title }) => title === 'a playlist that fetches')
    // ffmpeg 5.1 looks at a playlist's name too, and fetches from a local playlist only when it is told to.
    const named = path.join(test.dir, 'bait.m3u8')
    await copyFile(file?.path ?? '', named)
    await promisify(execFile)('ffprobe', ['-v', 'quiet', '-protocol_whitelist', 'file,http,tcp', named]).catch(
      () => undefined,
    )
    expect(canaryHits).toBeGreaterThan(0)
  })

  it('is charged by what is in the file, not by what its header claims', async () => {
    const file = files.find(({ title }) => title === 'a header that claims 24 days')
    const { source } = await probeSource(test.ctx, { path: file?.path ?? '' })
    expect(source.durationMs).toBe(2000)
  })

  testWhere(hasStrace, 'strace is not installed')(
    'opens nothing but itself and the system’s libraries, and connects nowhere',
    () => {
      const trace = path.join(test.dir, 'trace')
      const dataDir = path.join(test.dir, 'traced')
      const { stdout, opened, connected, started } = traceMediaTools(trace, [
        'server/testing/import-files.ts',
        dataDir,
        ...files.map((file) => file.path),
      ])
      expect(JSON.parse(stdout)).toEqual(files.map((file) => file.answer))
      const allowed = [dataDir, ...systemFiles]
      expect(opened.filter((file) => file.startsWith(`${dataDir}/objects/sources/`)).length).toBeGreaterThan(0)
      expect(opened.filter((file) => !allowed.some((prefix) => file.startsWith(prefix)))).toEqual([])
      expect(connected).toEqual([])
      const uploads = path.join(test.dir, 'uploads')
      expect(started.length).toBeGreaterThan(0)
      expect(started.filter((line) => line.includes(uploads) || line.includes(secretPath))).toEqual([])
    },
  )
})
