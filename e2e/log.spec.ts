import { currentWorkspaceId, expect, letIn, newAddress, signUp, test } from './fixtures'
import { heavyVideo } from './footage'

test('row 100: the log of a whole run holds no address, no link, no session, no signature and no key', async ({
  page,
  app,
}) => {
  const address = await signUp(page, app)
  const [used = ''] = (await app.mailsTo(address)).flatMap(
    ({ text }) => /https?:\S+\/sign-in\/confirm\S+/.exec(text) ?? [],
  )
  const link = new URL(used)
  const [session] = (await page.context().cookies()).filter(({ name }) => name.endsWith('clipforge-session'))
  // The link a second time, which is refused; somebody invited; a file; a link with a secret in it, which leads nowhere.
  await page.goto(link.href)
  await page.getByRole('button', { name: /sign in/i }).click()
  await expect(page).toHaveURL(/sign-in\/error/)
  const invited = newAddress('invited')
  const workspaceId = await currentWorkspaceId(page)
  const call = (procedure: string, input: object) =>
    letIn(() =>
      page.request.post(`${app.url}/api/trpc/${procedure}`, { data: { json: input }, headers: { origin: app.url } }),
    )
  expect((await call('workspace.invite', { workspaceId, email: invited, role: 'viewer' })).status()).toBe(200)
  await expect.poll(async () => (await app.mailsTo(invited)).length).toBe(1)
  const invitation = /\/invite\/([\w-]{20,})/.exec((await app.mailsTo(invited))[0]?.text ?? '')?.[1]
  const hidden = 'nobody-may-read-this'
  await page.goto('/projects/new')
  await page.getByLabel('Choose a video').setInputFiles(await heavyVideo(20))
  const url = `https://videos.invalid/a.mp4?X-Amz-Signature=${hidden}`
  expect((await call('upload.importLink', { url })).status()).toBe(200)
  await expect(page.getByText('All here')).toBeVisible({ timeout: 60_000 })
  const picture = async () => {
    const uploads = await (await page.request.get(`${app.url}/api/trpc/upload.list`)).text()
    return /\/media\/k1\.\w+\.([\w-]{20,})\/[^"]+/.exec(uploads)
  }
  await expect.poll(picture, { timeout: 120_000 }).not.toBeNull()
  const [mediaUrl, media] = (await picture()) ?? []
  expect((await letIn(() => page.request.get(`${app.url}${mediaUrl}`))).status()).toBe(200)
  await page.goto('about:blank')

  // What they have gathered they write when they end.
  expect([await app.web.end(), await app.worker.end()]).toEqual([0, 0])
  const log = await app.log()
  await Promise.all([app.web.start(), app.worker.start()])
  expect(log).toContain('"route":"/api/auth')
  expect(log).toContain('"route":"/api/uploads')
  const secrets = {
    ...{ address, invited, invitation, hidden, media, session: session?.value, database: app.databaseUrl },
    link: link.searchParams.get('token'),
  }
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret, name).toMatch(/.{8}/)
    expect(log.includes(String(secret)), name).toBe(false)
    expect(log.includes(encodeURIComponent(String(secret))), name).toBe(false)
  }
})
