import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveMedia } from '@/server/api/serve-media'
import { releaseCredits, reserveCredits } from '@/server/credits'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { createFinishedProject } from '@/server/testing/finished-project'
import { notifyOwner } from './notify-owner'

let app: TestApp
let ann: SignedInTester
beforeAll(async () => {
  app = await openTestApp()
  ann = await app.signIn()
})
afterAll(() => app.close())

const mailOf = (projectId: string) =>
  app.ctx.db.mail.findUniqueOrThrow({ where: { key: `project-finished:${projectId}:1` } })

const write = async (clips: readonly ('ready' | 'failed')[], title = 'A talk') => {
  const { projectId, clipIds } = await createFinishedProject(ann.workspace, { title, clips })
  const place = { projectId, workspaceId: ann.workspace.workspaceId }
  await Promise.all([notifyOwner(app.ctx, place), notifyOwner(app.ctx, place)])
  return { ...place, clipIds, mail: await mailOf(projectId) }
}

describe('the mail about finished work', () => {
  test('shows the three best clips with their reasons and stills that a mail program can fetch for weeks', async () => {
    const { mail, clipIds } = await write(['ready', 'ready', 'ready', 'ready'])
    expect(mail.subject).toBe('4 clips from “A talk”')
    expect(mail.text.match(/^Clip \d$/gm)).toEqual(['Clip 0', 'Clip 1', 'Clip 2'])
    expect(mail.text).toContain(`http://localhost:3000/clips/${clipIds[0]}\n0:15 · score 90\nReason 0`)
    const pictures = [...mail.html.matchAll(/<img[^>]* src="([^"]+)"/g)].map(([, src = '']) => src)
    expect(pictures).toHaveLength(3)
    const inTwoWeeks = { ...app.ctx, clock: { ...app.ctx.clock, now: () => Date.now() + 14 * 86_400_000 } }
    const answers = await Promise.all(pictures.map((src) => serveMedia(new Request(src), inTwoWeeks)))
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['still 0', 'still 1', 'still 2'])
  })

  test('says what could not be made and why, beside what was', async () => {
    const { mail } = await write(['ready', 'failed'])
    expect(mail.subject).toBe('1 clip from “A talk”, 1 could not be made')
    expect(mail.text).toContain('The disk was full.')
    expect(mail.text).not.toContain('Clip 1')
  })

  test('says that the credits came back when nothing came of it', async () => {
    const { projectId } = await createFinishedProject(ann.workspace, { clips: ['failed'] })
    const { workspaceId } = ann.workspace
    const attempt = { workspaceId, projectId, attempt: 1 }
    await app.ctx.db.$transaction(async (tx) => {
      await reserveCredits(tx, { ...attempt, credits: 7, title: 'A talk' })
      await releaseCredits(tx, attempt, 'It failed')
    })
    await notifyOwner(app.ctx, { projectId, workspaceId })
    expect(await mailOf(projectId)).toMatchObject({
      subject: 'No clips from “A talk”: 7 credits given back',
      to: ann.user.user.email,
      state: 'sent',
    })
  })

  test('names no credits where none were taken', async () => {
    expect((await write([])).mail.subject).toBe('No clips from “A talk”')
  })
})
