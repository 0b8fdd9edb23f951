import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findFreePort } from '../scripts/ports.mjs'
import { eventNames } from './durable-events'
import { prepareMail, queueMail } from './notifications'
import { receiveEvents } from './runner'
import { callFunction } from './runner/protocol'
import { openTestApp, type TestApp } from './testing/app-context'
import { httpHandler } from './testing/http-handler'
import { openSmtp } from './testing/smtp-stand-in'
import { startWorker, type WorkerProcess } from './testing/worker-process'

const signingKey = 'ab'.repeat(32)

let app: TestApp
let smtp: Awaited<ReturnType<typeof openSmtp>>
/** Of the mails that came in whole: says to whoever sent it that it was taken. */
const taken: (() => void)[] = []
beforeAll(async () => {
  app = await openTestApp()
  smtp = await openSmtp({
    onData: (stream, _session, done) => {
      stream.resume().on('end', () => taken.push(done))
    },
  })
})
afterAll(async () => {
  await smtp.close()
  await app.close()
})
beforeEach(async () => {
  taken.splice(0)
  await app.ctx.db.mail.deleteMany()
  const letter = await prepareMail('sign-in', { url: 'http://localhost:3000/x', lifeMinutes: 15, device: 'Firefox' })
  await queueMail(app.ctx.db, letter, { key: 'one', to: 'one@example.com', userId: null, now: new Date() })
})

const open = (env: Readonly<Record<string, string>>): Promise<WorkerProcess> =>
  startWorker({
    databaseUrl: app.database.url,
    dataDir: app.dir,
    env: { SMTP_URL: smtp.url, MAIL_FROM: 'hello@clipforge.example', ...env },
  })

/** Its mail server answers when the time for work under way is over. */
const endWhileItSends = async (worker: WorkerProcess): Promise<void> => {
  await expect.poll(() => taken.length).toBe(1)
  const isWaiting = worker.hear('worker waits for its last answers')
  const isGone = worker.stop()
  await isWaiting
  taken[0]?.()
  expect(await isGone).toBe(0)
}

const expectSentOnce = async (): Promise<void> => {
  expect(taken).toHaveLength(1)
  expect(await app.ctx.db.mail.findMany({ select: { state: true, attempts: true } })).toEqual([
    { state: 'sent', attempts: 1 },
  ])
}

test('a worker of an Inngest server that is told to end in the middle of a mail writes down that it went', async () => {
  const port = await findFreePort()
  const worker = await open({
    ...{ INNGEST_BASE_URL: 'http://127.0.0.1:1', INNGEST_EVENT_KEY: 'event', INNGEST_SIGNING_KEY: signingKey },
    ...{ WORKER_PORT: String(port) },
  })
  const answer = callFunction(
    { appId: 'clipforge', handle: httpHandler(`http://127.0.0.1:${port}/api/inngest`) },
    { key: signingKey, nowMs: Date.now },
    {
      ...{ functionId: 'clipforge-deliver-mail', stepId: 'step', runId: 'run', requestId: 'request' },
      ...{ generation: 1, attempt: 0, maxAttempts: 1, isPlanOnly: false, steps: [] },
      events: [{ name: eventNames.mailCheck, data: {} }],
    },
  )
  await endWhileItSends(worker)
  expect((await answer).kind).toBe('ops')
  await expectSentOnce()
})

test('a worker with its own runner hands the call back and writes down all the same that the mail went', async () => {
  const worker = await open({})
  await receiveEvents(app.database.pool, [{ id: 'check', name: eventNames.mailCheck, data: {} }])
  await endWhileItSends(worker)
  await expectSentOnce()
})
