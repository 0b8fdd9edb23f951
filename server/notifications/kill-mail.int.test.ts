import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createResendMailer } from '@/server/adapters/mailer/resend'
import { createSmtpMailer } from '@/server/adapters/mailer/smtp'
import { sendCampaign } from '@/server/campaigns'
import type { AppContext } from '@/server/context'
import { childEnvironment } from '@/server/env'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { door } from '@/server/testing/door'
import { openResendStandIn, type ResendStandIn } from '@/server/testing/resend-stand-in'
import { openSmtp } from '@/server/testing/smtp-stand-in'
import { deliverQueuedMail, prepareMail, queueMail, queueMarketingMail } from '.'

const projectDir = fileURLToPath(new URL('../..', import.meta.url))
const from = 'ClipForge <hello@clipforge.example>'

let app: TestApp
let stand: ResendStandIn
let children: ChildProcess[] = []
beforeAll(async () => {
  app = await openTestApp()
  stand = await openResendStandIn()
})
afterAll(async () => {
  await stand.close()
  await app.close()
})
beforeEach(async () => {
  await app.ctx.db.mail.deleteMany()
  stand.mishaps.splice(0)
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children = []
})

/** Another process, with the product's own composition, that is at work on mail. */
const start = (args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/testing/mail-sender.ts', ...args], {
    cwd: projectDir,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: childEnvironment({
      TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json'),
      DATABASE_URL: app.database.url,
      CLIPFORGE_DATA_DIR: app.dir,
      AUTH_SECRET: app.ctx.config.authSecret,
      MEDIA_SIGNING_KEYS: 'k1:a-secret-of-tests-that-signs-nothing-elsewhere',
      REDIS_URL: '',
      MAIL_FROM: from,
      ...env,
    }),
  })
  children.push(child)
  return child
}

const viaResend = () => ({ RESEND_API_KEY: stand.apiKey, RESEND_BASE_URL: stand.url })

const kill = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** The one who takes over, two minutes later: the attempt that died with its process belongs to nobody then. */
const successor = (mailer: AppContext['ports']['mailer']): AppContext => ({
  ...app.ctx,
  clock: { ...app.ctx.clock, now: () => Date.now() + 120_000 },
  ports: { ...app.ctx.ports, mailer },
})
// Both ends are in this process: however long that stands still, no request is given up that the stand-in has taken.
const timeoutMs = 120_000
const resend = () =>
  createResendMailer({ apiKey: stand.apiKey, from, baseUrl: stand.url, requestsPerSecond: 1000, timeoutMs })

/** A point in PostgreSQL at which whoever writes mail stands still until the test lets go. */
const holdAt = async (trigger: string) => {
  const holder = await app.database.pool.connect()
  await holder.query('SELECT pg_advisory_lock(77)')
  await holder.query(`
    CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock(77); RETURN NEW; END $$;
    CREATE TRIGGER hold ${trigger} EXECUTE FUNCTION hold()`)
  const waiting = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND NOT granted`
  const letGo = async () => {
    // A client that is gone is noticed when it is written to; PostgreSQL would let its transaction end.
    await holder.query(`SELECT pg_terminate_backend(pid) FROM (${waiting}) left_behind`)
    while ((await holder.query(waiting)).rowCount !== 0) await sleep(20)
    await holder.query('DROP TRIGGER hold ON "Mail"')
    await holder.query('SELECT pg_advisory_unlock_all()')
    holder.release()
  }
  return {
    isReachedBy: async (child: ChildProcess) => {
      while ((await holder.query(waiting)).rowCount === 0) {
        if (child.exitCode !== null || child.signalCode !== null) {
          await letGo()
          throw new Error('The process ended before it came there.')
        }
        await sleep(20)
      }
    },
    letGo,
  }
}

let letters = 0
const queueOne = async (): Promise<string[]> => {
  const letter = await prepareMail('sign-in', { url: 'http://localhost:3000/x', lifeMinutes: 15, device: 'Firefox' })
  const key = `one:${++letters}`
  await queueMail(app.ctx.db, letter, { key, to: 'one@example.com', userId: null, now: new Date() })
  return [key]
}
const queueBatch = async (): Promise<string[]> => {
  const letter = await prepareMail('sign-in', { url: 'http://localhost:3000/x', lifeMinutes: 15, device: 'Firefox' })
  const names = ['a', 'b', 'c'].map((name) => `${name}${++letters}`)
  for (const userId of names)
    await queueMarketingMail(app.ctx.db, letter, {
      key: `batch:${userId}`,
      to: `${userId}@example.com`,
      userId,
      now: new Date(),
      marketing: { category: 'summary', day: '2026-11-30', headers: { 'List-Unsubscribe': '<http://localhost/x>' } },
    })
  return names.map((userId) => `batch:${userId}`)
}

const keysOf = async (keys: readonly string[]) => {
  const rows = await app.ctx.db.mail.findMany({ where: { key: { in: [...keys] } } })
  return rows.map(({ key, state, providerId, id }) => ({
    key,
    state,
    // What the provider really delivered of this very mail.
    delivered: stand.delivered.filter((each) => each.tags.mail === id).map((each) => each.id),
    providerId,
  }))
}

const expectOnce = async (keys: readonly string[]) => {
  const found = await keysOf(keys)
  expect(found.map(({ key }) => key).sort()).toEqual([...keys].sort())
  for (const { state, delivered, providerId } of found) expect([state, delivered]).toEqual(['sent', [providerId]])
}

describe.each([
  ['one mail', queueOne],
  ['a batch', queueBatch],
] as const)('kill -9 with %s', (_, queue) => {
  test('before the provider took it: it is delivered once', async () => {
    const keys = await queue()
    stand.mishaps.push({ kind: 'hang' })
    const child = start(['deliver'], viaResend())
    await stand.hangs()
    await kill(child)
    expect((await keysOf(keys)).flatMap(({ delivered }) => delivered)).toEqual([])
    await deliverQueuedMail(successor(resend()))
    await expectOnce(keys)
  })

  test('after the provider took it, before it said so: it is delivered once', async () => {
    const keys = await queue()
    stand.mishaps.push({ kind: 'hang-after' })
    const child = start(['deliver'], viaResend())
    await stand.hangs()
    await kill(child)
    expect((await keysOf(keys)).map(({ state, delivered }) => [state, delivered.length])).toEqual(
      keys.map(() => ['queued', 1]),
    )
    await deliverQueuedMail(successor(resend()))
    await expectOnce(keys)
  })

  test('after the provider said so, before that was written down: it is delivered once', async () => {
    const keys = await queue()
    const point = await holdAt(`BEFORE UPDATE ON "Mail" FOR EACH ROW WHEN (NEW.state = 'sent')`)
    const child = start(['deliver'], viaResend())
    await point.isReachedBy(child)
    await kill(child)
    await point.letGo()
    expect((await keysOf(keys)).map(({ state, delivered }) => [state, delivered.length])).toEqual(
      keys.map(() => ['queued', 1]),
    )
    await deliverQueuedMail(successor(resend()))
    await expectOnce(keys)
  })
})

test('kill -9 before a campaign’s mail is committed: there is none; asked again, by many at once, there is one', async () => {
  const { user } = await app.signIn()
  const atMs = Date.now()
  const createdAt = new Date(atMs - 3 * 86_400_000)
  // They live where it is noon: their date does not end while this runs. West of Greenwich is "+" in these names.
  const west = new Date(atMs).getUTCHours() - 12
  const timeZone = `Etc/GMT${west < 0 ? west : `+${west}`}`
  await app.ctx.db.user.update({ where: { id: user.user.id }, data: { createdAt, timeZone } })
  const due = { campaign: 'onboarding-day-3', userId: user.user.id, atMs } as const
  const point = await holdAt('BEFORE INSERT ON "Mail" FOR EACH ROW')
  const child = start(['campaign', JSON.stringify(due)], viaResend())
  await point.isReachedBy(child)
  await kill(child)
  await point.letGo()
  expect(await app.ctx.db.mail.count({ where: { category: { not: null } } })).toBe(0)
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => sendCampaign(app.ctx, due)))
  expect(outcomes.filter((each) => each === 'queued')).toHaveLength(1)
  await Promise.all(
    Array.from({ length: 5 }, () => deliverQueuedMail({ ...app.ctx, ports: { ...app.ctx.ports, mailer: resend() } })),
  )
  const day = createdAt.toISOString().slice(0, 10)
  await expectOnce([`onboarding-day-3:once:${user.user.id}:${day}`])
})

test('over SMTP, which knows no keys, a kill after the server took it sends it again, under the same Message-ID', async () => {
  const ids: string[] = []
  const taken = door()
  const server = await openSmtp({
    onData: (stream, _session, done) => {
      let source = ''
      stream.on('data', (chunk: Buffer) => {
        source += chunk.toString()
      })
      stream.on('end', () => {
        ids.push(/^Message-ID: (.*)$/im.exec(source)?.[1] ?? '')
        // The first time whoever sent it never hears that it was taken.
        const answer = ids.length === 1 ? taken.open : done
        answer()
      })
    },
  })
  const { url } = server
  const [key = ''] = await queueOne()
  const child = start(['deliver'], { SMTP_URL: url })
  await taken.opened
  await kill(child)
  await deliverQueuedMail(successor(createSmtpMailer({ url, from, timeoutMs })))
  expect((await app.ctx.db.mail.findUniqueOrThrow({ where: { key } })).state).toBe('sent')
  expect(ids).toHaveLength(2)
  expect(ids[0]).toBe(ids[1])
  await server.close()
})
