import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OwnServices, startOwnServices } from '@/e2e/own-services'
import { signMediaUrl } from './media-links'
import { eventsOf } from './testing/read-events'
import { type Answer, type ChaosWeb, startChaosWeb } from './testing/start-chaos-web'
import { checksumOf, createTusClient, sha256 } from './testing/tus-client'

/** The gate (docs/load-testing.md, B11) is 1.5 s; a machine that does other things as well has some room, and a time-out of each one's own has none. */
const soonMs = 6_000
const media = randomBytes(300_000)

let dir: string
let services: OwnServices
let web: ChaosWeb
let projectId: string
let mediaUrl: string

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-stores-'))
  services = await startOwnServices(dir)
  web = await startChaosWeb({ databaseUrl: services.databaseUrl, redisUrl: services.redisUrl, dataDir: dir })
  const { workspace } = web.who
  const { workspaceId } = workspace
  const { id } = await web.app.context.db.project.create({
    data: { workspaceId, createdById: workspace.user.id, title: 'As it was', settings: {}, status: 'working' },
  })
  projectId = id
  const key = `clips/${workspaceId}/one.mp4`
  await web.app.context.ports.objects.put(key, media, { contentType: 'video/mp4' })
  mediaUrl = signMediaUrl(workspace, key)
})
beforeEach(() => expect.poll(overall).toBe('pass'))
afterAll(async () => {
  await web?.stop()
  await services?.stop()
  await rm(dir, { recursive: true, force: true })
})
afterEach(async () => {
  services.thawPostgres()
  services.thawRedis()
  // Nothing of this is a reason for the process to end.
  expect([web.process.exitCode, web.process.signalCode]).toEqual([null, null])
})

const statusOf = async (target: string, accept = '*/*'): Promise<number> =>
  (await fetch(new URL(target, web.url), { headers: { accept } })).status
const overall = async (): Promise<string> => {
  const report: unknown = await (await fetch(`${web.url}/health`)).json()
  return String(Object(report).status)
}
const reading = (): Promise<Answer> => web.read('project.get', { id: projectId })
const change = (title: string) =>
  web.ask('/api/trpc/project.rename', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ json: { id: projectId, title } }),
  })
const playing = async (): Promise<boolean> =>
  media.equals(Buffer.from(await (await fetch(new URL(mediaUrl, web.url))).arrayBuffer()))
const expectAway = ({ status, retryAfter, body }: Answer) => {
  expect([status, Number(retryAfter) > 0]).toEqual([503, true])
  expect(body).toContain('Nothing was lost')
}
/** The first of what a stream says that has these words in it. */
const hear = async (stream: AsyncGenerator<string>, words: string): Promise<string> => {
  for (;;) {
    const { value, done } = await stream.next()
    if (done) throw new Error(`The stream ended before it said ${words}.`)
    if (value.includes(words)) return value
  }
}

describe('PostgreSQL', () => {
  test('is frozen: every question is answered soon, with when to come back; playback goes on; thawed, so does the rest', async () => {
    expect((await reading()).status).toBe(200)
    await services.freezePostgres()
    // The first are on connections that stay open and on which nobody answers, others wait for one, and the last come when it is known.
    const asked = Array.from({ length: 80 }, async (_, at) => {
      await sleep(25 * at)
      return at % 2 === 0 ? reading() : web.read('credits.summary')
    })
    const answers = await Promise.all(asked)
    answers.forEach(expectAway)
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(soonMs)
    await expect.poll(() => statusOf('/health/ready')).toBe(503)
    expect(await statusOf('/health/live')).toBe(200)
    expect(await playing()).toBe(true)
    const changing = await change('Lost')
    expect([changing.status, Number(changing.headers.get('retry-after')) > 0]).toEqual([503, true])
    services.thawPostgres()
    await expect.poll(() => statusOf('/health/ready')).toBe(200)
    await expect.poll(async () => (await reading()).status).toBe(200)
    expect((await change('Changed')).status).toBe(200)
    expect((await reading()).body).toContain('Changed')
  })

  test('is killed: pages that need it are one static page that opens by itself, those that do not need it stay; back, all are', async () => {
    await services.killPostgres()
    expectAway(await reading())
    await expect.poll(() => statusOf('/health/ready')).toBe(503)
    const page = await fetch(`${web.url}/projects/${projectId}`, { headers: { accept: 'text/html' } })
    expect(page.status).toBe(503)
    expect(Number(page.headers.get('refresh'))).toBeGreaterThan(0)
    expect(page.headers.get('retry-after')).toBe(page.headers.get('refresh'))
    expect(await page.text()).toContain('We’ll be right back')
    for (const open of ['/', '/sign-in']) expect(await statusOf(open, 'text/html')).toBe(200)
    expect(await playing()).toBe(true)
    await services.startPostgres()
    await expect.poll(() => statusOf(`/projects/${projectId}`, 'text/html')).toBe(200)
    await expect.poll(async () => (await reading()).status).toBe(200)
  })

  test('is killed while a part of an upload comes: its bytes stay, the next part is told to come back, and the whole arrives', async () => {
    const bytes = randomBytes(3_000_000)
    const part = bytes.subarray(0, 1_000_000)
    const tus = createTusClient(web.url, web.headers)
    const location = await tus.create(bytes.length, { sha256: sha256(bytes) })
    const file = path.join(dir, 'incoming', location.split('/').at(-1) ?? '')
    expect((await tus.patch(location, 0, part, { headers: checksumOf(part) })).status).toBe(204)
    // Left open with most of it sent; the server cuts it at its deadline, or when somebody else goes on.
    tus.patch(location, 1_000_000, bytes.subarray(1_000_000), { stallAfter: 1_500_000 }).catch(() => undefined)
    await expect.poll(async () => (await stat(file)).size).toBeGreaterThan(1_000_000)
    await services.killPostgres()
    const refused = await tus.patch(location, 1_000_000, part)
    expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([503, true])
    const kept = (await stat(file)).size
    await services.startPostgres()
    await expect.poll(() => tus.offsetOf(location).catch(() => 0)).toBeGreaterThanOrEqual(kept)
    const goOn = async () => {
      const offset = await tus.offsetOf(location)
      return (await tus.patch(location, offset, bytes.subarray(offset))).status
    }
    await expect.poll(goOn).toBe(204)
    expect(sha256(await readFile(file))).toBe(sha256(bytes))
  })

  test('has a lock on it that fills the pool: others are refused after a second and not kept waiting; without it they are answered', async () => {
    const holder = await web.app.pool.connect()
    await holder.query('BEGIN')
    await holder.query('LOCK TABLE "Project" IN ACCESS EXCLUSIVE MODE')
    const answers: Promise<Answer>[] = []
    let blocked = 0
    const fill = () => {
      for (; blocked < 24; blocked += 1)
        answers.push(
          reading().finally(() => {
            blocked -= 1
          }),
        )
    }
    // Each holds its connection for as long as the database lets it wait: together they fill the pool however late some of them come.
    const refused = async () => {
      fill()
      return (await web.read('account.session')).body
    }
    await expect.poll(refused, { interval: 500 }).toContain('very busy')
    expect([await statusOf('/health/live'), await statusOf('/health/ready')]).toEqual([200, 200])
    await holder.query('ROLLBACK')
    holder.release()
    for (const answer of await Promise.all(answers)) expect([200, 503]).toContain(answer.status)
    await expect.poll(async () => (await reading()).status).toBe(200)
    expect((await web.read('account.session')).status).toBe(200)
  })
})

describe('Redis', () => {
  const watching = () =>
    web.ask(`/api/trpc/project.watch?input=${encodeURIComponent(JSON.stringify({ json: { id: projectId } }))}`, {
      headers: { accept: 'text/event-stream' },
    })
  const rename = (title: string) => web.app.context.db.project.update({ where: { id: projectId }, data: { title } })

  const outages = [
    ['frozen', { begin: () => services.freezeRedis(), end: async () => services.thawRedis() }],
    ['killed', { begin: () => services.killRedis(), end: () => services.startRedis() }],
  ] as const

  test.each(outages)(
    'is %s: nobody notices but the health report: reads, changes, limits and a picture of work that is watched go on',
    async (how, { begin, end }) => {
      const stream = eventsOf(await watching())
      await hear(stream, projectId)
      await begin()
      await rename(`Watched while it is ${how}`)
      await hear(stream, `Watched while it is ${how}`)
      const answers = await Promise.all(Array.from({ length: 20 }, reading))
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
      expect(answers.every(({ limit }) => limit !== null)).toBe(true)
      expect((await change(`Changed while it is ${how}`)).status).toBe(200)
      await hear(stream, `Changed while it is ${how}`)
      await expect.poll(overall).toBe('warn')
      expect(await statusOf('/health/ready')).toBe(200)
      await end()
      await expect.poll(overall).toBe('pass')
      await rename(`Back after it was ${how}`)
      await hear(stream, `Back after it was ${how}`)
      await stream.return(undefined)
    },
  )
})
