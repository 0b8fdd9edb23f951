import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { createSession, findSession, noteTimeZone, updateProfile } from '.'

let app: TestApp
let who: SignedInTester
beforeAll(async () => {
  app = await openTestApp()
  app.advance(0)
  who = await app.signIn()
})
afterAll(() => app.close())

const person = () => app.ctx.db.user.findUniqueOrThrow({ where: { id: who.user.user.id } })
const hourMs = 3_600_000

describe('the last visit', () => {
  test('is told by use, and written once an hour at most', async () => {
    const signedIn = (await person()).lastSeenAt
    app.advance(hourMs - 1_000)
    await findSession(app.ctx, who.token)
    expect((await person()).lastSeenAt).toEqual(signedIn)
    app.advance(2_000)
    await Promise.all([1, 2, 3].map(() => findSession(app.ctx, who.token)))
    expect((await person()).lastSeenAt).toEqual(new Date(app.ctx.clock.now()))
  })

  test('is signing in, too: who comes back after weeks is here', async () => {
    app.advance(20 * 24 * hourMs)
    await createSession(app.ctx, { userId: who.user.user.id, userAgent: null, ipPrefix: null })
    expect((await person()).lastSeenAt).toEqual(new Date(app.ctx.clock.now()))
  })
})

describe('the time zone', () => {
  test('follows the device until one is chosen, and never again after that', async () => {
    await noteTimeZone(who.user, { timeZone: 'Asia/Kathmandu' })
    expect(await person()).toMatchObject({ timeZone: 'Asia/Kathmandu', hasChosenZone: false })
    const here = { ...who.user, user: { ...who.user.user, timeZone: 'Asia/Kathmandu' } }
    await updateProfile(here, { name: 'Tess', timeZone: 'Asia/Kathmandu', locale: 'en' })
    await noteTimeZone(here, { timeZone: 'Europe/Paris' })
    expect((await person()).timeZone).toBe('Europe/Paris')
    await updateProfile(here, { name: 'Tess', timeZone: 'UTC', locale: 'en' })
    await noteTimeZone(here, { timeZone: 'Europe/Paris' })
    expect(await person()).toMatchObject({ timeZone: 'UTC', hasChosenZone: true })
  })
})
