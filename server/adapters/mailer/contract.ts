import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Mailer, OutgoingMail } from '@/server/ports/mailer'

export type ReceivedMail = {
  /** What the other end knows the mail by. */
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** The other end of a mailer: takes mail in and shows it. */
export type MailStand = {
  readonly mailer: Mailer
  /** Mails by their identity: one that came twice is one. */
  received(): Promise<readonly ReceivedMail[]>
  close(): Promise<void>
}

const mailTo = (to: string): OutgoingMail => ({
  key: `test:${randomUUID()}`,
  to,
  subject: 'Zwölf Boxkämpfer — “quoted”, and a line longer than the seventy-eight columns of old',
  html: '<p>Grüße <a href="https://example.com/?a=1&amp;b=2">link</a></p>',
  text: 'Grüße\n.\nA line with a lone dot above, and https://example.com/?a=1&b=2',
})

/**
 * What every mailer promises, whatever stands behind it. The other end that `canRefuse` refuses addresses at `refused.example` for good
 * and those at `busy.example` for now.
 */
export const describeMailer = (
  name: string,
  { open, canRefuse }: { readonly open: () => Promise<MailStand>; readonly canRefuse: boolean },
): void => {
  describe(`${name} as a mailer`, () => {
    let stand: MailStand
    beforeAll(async () => {
      stand = await open()
    })
    afterAll(() => stand.close())

    it('delivers a mail as it was written, to the one it is for', async () => {
      const mail = mailTo(`reader-${randomUUID()}@example.com`)
      const { providerId } = await stand.mailer.send(mail)
      expect(providerId.length).toBeGreaterThan(5)
      const [got] = (await stand.received()).filter(({ to }) => to === mail.to)
      expect(got).toMatchObject({ to: mail.to, subject: mail.subject, html: mail.html })
      expect(got?.text.replace(/\r\n/g, '\n')).toBe(mail.text)
    })

    it('the same key is one mail, under one id', async () => {
      const mail = mailTo(`twice-${randomUUID()}@example.com`)
      const ids = [await stand.mailer.send(mail), await stand.mailer.send(mail)]
      expect(ids[0]).toEqual(ids[1])
      expect((await stand.received()).filter(({ to }) => to === mail.to)).toHaveLength(1)
    })

    it.each(['a@example.com, b@example.com', 'a@example.com\r\nBcc: b@example.com', 'a@b@example.com', 'nobody', ''])(
      'row 91: %j is no recipient',
      async (to) => {
        const before = (await stand.received()).length
        await expect(stand.mailer.send(mailTo(to))).rejects.toMatchObject({ code: 'mail_refused' })
        expect(await stand.received()).toHaveLength(before)
      },
    )

    it('row 92: a line end never gets into a header', async () => {
      const mail = { ...mailTo('c@example.com'), subject: 'a\r\nBcc: b@example.com' }
      await expect(stand.mailer.send(mail)).rejects.toMatchObject({ code: 'mail_refused' })
      for (const headers of [{ 'X-A': 'a\r\nBcc: b@example.com' }, { 'X-A: a\r\nBcc': 'b@example.com' }])
        await expect(stand.mailer.send({ ...mailTo('c@example.com'), headers })).rejects.toMatchObject({
          code: 'mail_refused',
        })
    })

    if (canRefuse)
      it('tells what is refused for good from what may go through later', async () => {
        await expect(stand.mailer.send(mailTo('a@refused.example'))).rejects.toMatchObject({ code: 'mail_refused' })
        await expect(stand.mailer.send(mailTo('a@busy.example'))).rejects.toMatchObject({ code: 'mail_unavailable' })
      })
  })
}
