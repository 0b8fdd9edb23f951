import { expect, test } from './fixtures'

test('tools of one’s own machine are not there for a request from elsewhere, and nothing of them is sent along with that', async ({
  app,
}) => {
  const open = async (headers: Record<string, string>) => {
    const answer = await fetch(`${app.url}/dev/emails`, { headers })
    return { status: answer.status, body: await answer.text() }
  }
  const drawn = /of 102 kB|Each letter with sample content/
  expect(await open({})).toMatchObject({ status: 200, body: expect.stringMatching(drawn) })
  const fromElsewhere = await open({ 'x-forwarded-for': '203.0.113.9' })
  expect(fromElsewhere.status).toBe(404)
  expect(fromElsewhere.body).not.toMatch(drawn)
})
