import { text } from 'node:stream/consumers'
import { openSmtp } from '@/server/testing/smtp-stand-in'
import { expect, newAddress, test } from './fixtures'
import { startApp } from './running-app'

/** Takes every mail, at once until it is told to hold them. */
const startSlowMail = async () => {
  const taken: { readonly to: string; readonly source: string }[] = []
  let held: Promise<void> = Promise.resolve()
  let onBegun: () => void = () => undefined
  const server = await openSmtp({
    onMailFrom: (_address, _session, done) => {
      onBegun()
      void held.then(() => done())
    },
    onData: async (stream, { envelope }, done) => {
      const source = await text(stream)
      taken.push(...envelope.rcptTo.map(({ address }) => ({ to: address, source })))
      done()
    },
  })
  return {
    url: server.url,
    taken,
    /** `begun` resolves with the next mail, which waits until it is released. */
    hold: () => {
      let release: () => void = () => undefined
      held = new Promise((resolve) => {
        release = resolve
      })
      const begun = new Promise<void>((resolve) => {
        onBegun = resolve
      })
      return { begun, release: () => release() }
    },
    close: server.close,
  }
}

test('a web process that is told to end hands over the mail that it is at after its answer before it goes', async () => {
  const mail = await startSlowMail()
  const app = await startApp({ withWorker: false, env: { SMTP_URL: mail.url, MAIL_FROM: 'Clips <clips@example.com>' } })
  const send = async (path: string, fields: Record<string, string>) => {
    const answer = await fetch(`${app.url}/api/auth/${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: app.url, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields),
    })
    return [answer.status, new URL(answer.headers.get('location') ?? '', app.url).pathname]
  }
  const isListening = () =>
    fetch(`${app.url}/health/live`).then(
      () => true,
      () => false,
    )
  try {
    const email = newAddress('leaving')
    expect(await send('signin/email', { email })).toEqual([303, '/sign-in/check-mail'])
    const [link] = mail.taken
    const [, token = ''] = /token=3D([\w-]+)/.exec(link?.source.replaceAll('=\r\n', '') ?? '') ?? []
    const { begun, release } = mail.hold()
    // Whoever is new is welcomed, by a mail that they do not wait for.
    expect(await send('callback/email', { token, email })).toEqual([303, '/projects'])
    await begun
    const ended = app.web.end()
    await expect.poll(isListening, { intervals: [20] }).toBe(false)
    release()
    expect(await ended).toBe(0)
    expect(mail.taken.map(({ to }) => to)).toEqual([email, email])
  } finally {
    await app.stop()
    mail.close()
  }
})
