import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { marketingLinks } from '@/server/notifications'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { createFinishedProject } from '@/server/testing/finished-project'
import { findPeople, getPerson, listMailTemplates, listPersonMail, previewMail, sendTestMail } from './index'

let app: TestApp
let operator: SignedInTester
let ann: SignedInTester
let bea: SignedInTester
const title = '<script>alert(1)</script> & Söhne'

beforeAll(async () => {
  app = await openTestApp()
  operator = await app.signIn({ email: 'keeper@example.com', isOperator: true })
  ann = await app.signIn({ email: 'ann_b@example.com', name: 'Ann' })
  bea = await app.signIn({ email: 'annxb@example.com', name: 'Bea' })
  await createFinishedProject(ann.workspace, { title, clips: ['ready', 'ready', 'failed'] })
})
afterAll(() => app.close())

describe('people', () => {
  test('are found by any letters of their address, which match nothing but themselves', async () => {
    const found = async (query: string) => (await findPeople(operator.user, { query })).map(({ email }) => email)
    expect(await found('ANN')).toEqual(['ann_b@example.com', 'annxb@example.com'])
    expect(await found('n_b')).toEqual(['ann_b@example.com'])
    expect(await found('%')).toEqual([])
    expect(await found('per@ex')).toEqual(['keeper@example.com'])
  })

  test('come with the workspaces that can be looked at', async () => {
    const [found] = await findPeople(operator.user, { query: 'ann_b' })
    expect(found?.workspaces.map(({ id }) => id)).toEqual([ann.workspace.workspaceId])
    expect(await getPerson(operator.user, { userId: ann.user.user.id })).toEqual(found)
  })
})

describe('the log of a person’s mail', () => {
  const at = new Date('2026-11-20T10:00:00Z')
  beforeAll(async () => {
    const userId = bea.user.user.id
    const row = (key: string, more: object) => ({
      key,
      template: 'credits-low',
      to: 'annxb@example.com',
      userId,
      subject: key,
      html: '',
      text: '',
      createdAt: at,
      ...more,
    })
    await app.ctx.db.mail.createMany({
      data: [
        row('to an old address', { to: 'before@example.com', state: 'sent', sentAt: at }),
        row('to nobody’s account', { userId: null, state: 'queued', dueAt: new Date('2026-11-20T10:30:00Z') }),
        row('failed', { state: 'failed', failure: { code: 'mail_refused', message: 'No such box.' } }),
        row('suppressed', { state: 'failed', failure: { code: 'suppressed', message: 'It came back.' } }),
      ],
    })
    await app.ctx.db.mail.create({
      data: {
        ...row('bounced', {
          state: 'sent',
          sentAt: at,
          outcome: 'bounced',
          outcomeAt: new Date('2026-11-20T10:05:00Z'),
        }),
        events: {
          create: [
            { id: 'e1', outcome: 'delayed', at: new Date('2026-11-20T10:01:00Z') },
            { id: 'e2', outcome: 'bounced', note: 'The box is full.', at: new Date('2026-11-20T10:05:00Z') },
          ],
        },
      },
    })
    await app.ctx.db.mailSuppression.create({ data: { email: 'annxb@example.com', reason: 'bounced' } })
    await app.ctx.db.mailPreference.create({ data: { userId, category: 'summary', isWanted: false } })
  })

  test('says of each what became of it, when and why, newest first, a page at a time', async () => {
    const first = await listPersonMail(operator.user, { address: 'annxb@example.com', limit: 3 })
    const second = await listPersonMail(operator.user, {
      address: 'annxb@example.com',
      limit: 3,
      cursor: first.nextCursor ?? '',
    })
    const lines = [...first.items, ...second.items].map(({ subject, status, why }) => [subject, status, why])
    expect(lines).toEqual([
      ['bounced', 'bounced', 'The box is full.'],
      ['suppressed', 'suppressed', 'It came back.'],
      ['failed', 'failed', 'No such box.'],
      ['to nobody’s account', 'queued', null],
      ['to an old address', 'sent', null],
      ['Welcome to ClipForge', 'queued', null],
    ])
    expect(second.nextCursor).toBeNull()
    const [bounced] = first.items
    expect(bounced?.at).toEqual(new Date('2026-11-20T10:05:00Z'))
    expect(bounced?.reports.map(({ outcome, note }) => [outcome, note])).toEqual([
      ['delayed', null],
      ['bounced', 'The box is full.'],
    ])
    expect(second.items[0]?.dueAt).toEqual(new Date('2026-11-20T10:30:00Z'))
  })

  test('knows who reads the address, what they do not want, and why nothing more is sent there', async () => {
    const log = await listPersonMail(operator.user, { address: 'annxb@example.com', limit: 1 })
    expect(log.person).toMatchObject({ id: bea.user.user.id, name: 'Bea', unwanted: ['summary'] })
    expect(log.suppression?.reason).toBe('bounced')
    expect(await listPersonMail(operator.user, { address: 'nobody@example.com', limit: 1 })).toEqual({
      address: 'nobody@example.com',
      person: null,
      suppression: null,
      items: [],
      nextCursor: null,
    })
  })

  test('names no title that a subject names, but to whom the mail was', async () => {
    await app.ctx.db.mail.create({
      data: {
        ...{
          key: 'titled',
          template: 'export-ready',
          to: 'ann_b@example.com',
          userId: ann.user.user.id,
          state: 'sent',
        },
        ...{ subject: `“${title} “twice”” is ready to download`, html: '', text: '', createdAt: at, sentAt: at },
      },
    })
    const subjects = async (who: SignedInTester) =>
      (await listPersonMail(who.user, { address: 'ann_b@example.com', limit: 100 })).items.map(({ subject }) => subject)
    expect(await subjects(operator)).toContain('“…” is ready to download')
    expect((await subjects(operator)).join()).not.toContain(title)
    expect(await subjects(ann)).toContain(`“${title} “twice”” is ready to download`)
  })

  test('never says what a mail said: some of it opens an account', async () => {
    const log = await listPersonMail(operator.user, { address: 'ann_b@example.com', limit: 100 })
    expect(log.items.length).toBeGreaterThan(0)
    expect(log.items.flatMap((line) => Object.keys(line))).not.toContain('html')
    expect(log.items.flatMap((line) => Object.keys(line))).not.toContain('text')
  })
})

describe('a preview', () => {
  const cases = listMailTemplates().flatMap(({ name, real }) => real.map((variant) => ({ name, variant })))
  /** A signature may hold any letters in a row, "NaN" too. */
  const withoutSignatures = (content: string) => content.replace(/(?<=\.)[\w-]{43}(?![\w-])/g, 'signature')

  test.each(cases)('of $name, $variant, is drawn with what a person has', async ({ name, variant }) => {
    const mail = await previewMail(operator.user, { template: name, variant, userId: ann.user.user.id })
    expect(mail.subject).not.toBe('')
    for (const each of [mail.subject, mail.html, mail.text])
      expect(withoutSignatures(each)).not.toMatch(/undefined|\bnull\b|NaN|\[object|Invalid Date/)
    expect(mail.html).not.toMatch(/<script/i)
  })

  test('shows a person their own project, clips and workspace', async () => {
    const draw = (template: string) => previewMail(ann.user, { template, userId: ann.user.user.id })
    expect((await draw('processing-complete')).subject).toBe(`2 clips from “${title}”, 1 could not be made`)
    expect((await draw('weekly-summary')).madeUp).toBeNull()
    expect((await draw('inactivity')).html).toMatch(/<img[^>]* src="http:\/\/localhost:3000\/media\//)
    expect((await draw('payment-receipt')).text).toContain("Ann's workspace")
  })

  test('shows another operator their figures and nothing of what is in their workspace: no title, no picture, no reason', async () => {
    const clips = await app.ctx.db.clip.findMany({ where: { workspaceId: ann.workspace.workspaceId } })
    const moments = await app.ctx.db.moment.findMany({ where: { workspaceId: ann.workspace.workspaceId } })
    const theirs = [title, ...clips.map((clip) => clip.title), ...moments.map(({ reason }) => reason)].filter(Boolean)
    expect(theirs.length).toBeGreaterThan(2)
    for (const { name, variant } of cases) {
      const mail = await previewMail(operator.user, { template: name, variant, userId: ann.user.user.id })
      for (const each of theirs)
        for (const shown of [mail.subject, mail.text, mail.html])
          expect(shown.includes(each), `${name}: ${each}`).toBe(false)
      expect(mail.html).not.toContain('/media/')
    }
    const complete = await previewMail(operator.user, { template: 'processing-complete', userId: ann.user.user.id })
    expect(complete.subject).toBe('2 clips from “…”, 1 could not be made')
    expect(complete.madeUp).toContain('left out')
  })

  test('unsubscribes whoever looks at it, not the person', async () => {
    const { html, text } = await previewMail(operator.user, { template: 'inactivity', userId: ann.user.user.id })
    const linkOf = (userId: string) => marketingLinks(app.ctx, { userId, category: 'inactivity' }).unsubscribeUrl
    expect(`${html}${text}`).not.toContain(linkOf(ann.user.user.id))
    expect(html).toContain(linkOf(operator.user.user.id))
  })

  test('has sample content without a person, in each of the samples’ cases', async () => {
    for (const { name, samples } of listMailTemplates())
      for (const variant of samples)
        expect((await previewMail(operator.user, { template: name, variant })).madeUp).toContain('sample')
  })

  test.each([
    ['a template that is not there', { template: 'no-such' }],
    ['a case that is not there', { template: 'welcome', variant: 'no such' }],
    ['somebody who is not there', { template: 'welcome', userId: '00000000-0000-7000-8000-000000000000' }],
  ])('of %s is not found', async (_, input) => {
    await expect(previewMail(operator.user, input)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('of finished work is not found for somebody who has none, nor in a workspace they are not in', async () => {
    const userId = bea.user.user.id
    await expect(previewMail(operator.user, { template: 'processing-complete', userId })).rejects.toMatchObject({
      code: 'not_found',
    })
    const { workspaceId } = ann.workspace
    await expect(previewMail(operator.user, { template: 'credits-low', userId, workspaceId })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

test('a test goes to whoever asks for it and to nobody else, and says what came of it', async () => {
  const sent = await sendTestMail(operator.user, { template: 'inactivity', userId: ann.user.user.id })
  expect(sent).toEqual({ to: 'keeper@example.com', delivery: 'sent', why: null })
  const mails = await app.ctx.db.mail.findMany({ where: { key: { startsWith: 'test:' } } })
  expect(mails.map(({ to, userId, state }) => [to, userId, state])).toEqual([
    ['keeper@example.com', operator.user.user.id, 'sent'],
  ])
  expect(mails[0]?.subject).toMatch(/^Test: /)
})
