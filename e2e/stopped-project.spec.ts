import { expect, signUp, test } from './fixtures'
import type { RunningApp } from './running-app'
import { seedFinished, withDatabase } from './seeded'

/** As if the work on it went on, with one clip finished and its credit reserved. */
const workOn = (app: RunningApp, projectId: string) =>
  withDatabase(app, async (db) => {
    const { workspaceId } = await db.project.update({
      where: { id: projectId },
      data: {
        status: 'working',
        runId: 'a run of this test',
        heartbeatAt: new Date(Date.now() + 3_600_000),
        creditsUsed: null,
        deliveredIn: 1,
      },
    })
    const { creditBalance } = await db.workspace.update({
      where: { id: workspaceId },
      data: { creditBalance: { decrement: 1 } },
    })
    await db.creditEntry.create({
      data: {
        workspaceId,
        projectId,
        kind: 'reserve',
        amount: -1,
        balanceAfter: creditBalance,
        key: `reserve:${projectId}:1`,
        note: 'Reserved',
      },
    })
  })

test('cancelling after a clip was finished asks first, uses the credits and says so; of what was stopped no other file is made', async ({
  page,
  app,
}) => {
  const { projectId, failedId } = await seedFinished(app, await signUp(page, app))
  await workOn(app, projectId)
  await page.goto(`/projects/${projectId}`)
  await page.getByRole('button', { name: 'Cancel' }).click()
  const dialog = page.getByRole('dialog', { name: 'Cancel the work?' })
  await expect(dialog).toContainText('the 1 credit of this video is used and does not come back')
  await dialog.getByRole('button', { name: 'Go on working' }).click()
  await expect(dialog).toBeHidden()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await dialog.getByRole('button', { name: 'Cancel the work' }).click()
  await expect(page.getByText('You cancelled the work')).toBeVisible()
  await expect(page.getByText(/Kept: .* 1 credit was used, for the clips that were finished\./)).toBeVisible()
  await expect(page.getByText('Starting again costs no more; until then no other clips can be cut.')).toBeVisible()

  await page.goto(`/clips/${failedId}?tab=files`)
  await expect(page.getByText('The work on this video was stopped.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0)
})

test('from the list too, ending work asks with its numbers first, and what is said afterwards is what was done', async ({
  page,
  app,
}) => {
  const { projectId } = await seedFinished(app, await signUp(page, app))
  await workOn(app, projectId)
  await page.goto('/projects')
  const choose = async (deed: string) => {
    await page.getByRole('button', { name: /^More for / }).click()
    await page.getByRole('menuitem', { name: deed }).click()
  }
  await choose('Remove project')
  const removal = page.getByRole('dialog', { name: 'Remove the project?' })
  await expect(removal).toContainText('the 1 credit of this video is used and does not come back. Undo brings')
  await removal.getByRole('button', { name: 'Keep it' }).click()
  await expect(removal).toBeHidden()
  await choose('Cancel')
  const dialog = page.getByRole('dialog', { name: 'Cancel the work?' })
  await expect(dialog).toContainText('the 1 credit of this video is used and does not come back')
  await dialog.getByRole('button', { name: 'Cancel the work' }).click()
  await expect(page.getByText('1 credit was used, for the clips that were finished.')).toBeVisible()
  // Over, it is removed without a question: Undo is there.
  await choose('Remove project')
  await expect(page.getByText('Project removed')).toBeVisible()
})

test('a video in which nothing was found says what the first clip by hand takes, and takes it', async ({
  page,
  app,
}) => {
  const { projectId } = await seedFinished(app, await signUp(page, app))
  await withDatabase(app, async (db) => {
    await db.clip.deleteMany({ where: { projectId } })
    await db.project.update({ where: { id: projectId }, data: { creditsUsed: 0 } })
  })
  await page.goto(`/projects/${projectId}?tab=left-out`)
  const balance = page.getByRole('link', { name: /credits left/ })
  await expect(balance).toHaveAccessibleName(/150 credits left/)
  await expect(page.getByText('The first clip you cut takes 1 credit')).toBeVisible()
  await page.getByRole('button', { name: 'Cut it anyway' }).first().click()
  await expect(page.getByText('The first clip you cut takes 1 credit')).toBeHidden()
  await expect(balance).toHaveAccessibleName(/149 credits left/)
})
