import type { Page } from '@playwright/test'
import { expect, signUp, test } from './fixtures'
import { seedFinished, seedWorking, withDatabase } from './seeded'
import { clipsWaitMs } from './studio'

// Two renders, one after the other.
test.describe.configure({ timeout: 3 * clipsWaitMs })

const cards = (page: Page) => page.getByRole('main').locator('h3 a[href^="/clips/"]')

test('clips of a finished project are filtered, sorted, walked by arrow keys and selected; more are cut from words and from what was left out', async ({
  page,
  app,
}) => {
  const { projectId, refusedMomentId } = await seedFinished(app, await signUp(page, app))
  await page.goto(`/projects/${projectId}`)
  await expect(cards(page)).toHaveCount(2)

  await page.getByRole('radio', { name: 'Failed 1' }).click()
  await expect(cards(page)).toHaveText([/^The trick/])
  await page.reload()
  await expect(cards(page)).toHaveCount(1)
  await page.getByRole('radio', { name: 'All 2' }).click()
  const search = page.getByRole('searchbox', { name: 'Search in titles' })
  await search.fill('gardens')
  await expect(cards(page)).toHaveText([/^Why do most gardens/])
  await search.fill('words that nobody said')
  await page.getByRole('button', { name: 'Show all 2 clips' }).click()
  await expect(search).toHaveValue('')
  await expect(cards(page)).toHaveCount(2)
  await page.getByRole('combobox', { name: 'Order' }).click()
  await page.getByRole('option', { name: 'As in the video' }).click()
  await expect(page).toHaveURL(/sort=position/)

  await cards(page).first().focus()
  await page.keyboard.press('ArrowRight')
  await expect(cards(page).nth(1)).toBeFocused()
  await page.keyboard.press('Home')
  await expect(cards(page).first()).toBeFocused()

  await page.getByRole('checkbox', { name: /^Select Why do most/ }).check()
  await page.getByRole('button', { name: 'Select all' }).click()
  const chosen = page.getByRole('region', { name: 'Selected clips' })
  await expect(chosen).toContainText('2 clips selected')
  await chosen.getByRole('button', { name: 'Clear' }).click()
  await expect(chosen).toHaveCount(0)

  await page.getByRole('tab', { name: 'Transcript' }).click()
  await page.getByRole('group', { name: /^Words/ }).focus()
  await page.keyboard.press('Shift+End')
  await page.getByRole('button', { name: 'Make a clip from this' }).click()
  await expect(page.getByText('Cutting your clip')).toBeVisible()
  await page.getByRole('tab', { name: /^Clips/ }).click()
  await expect(cards(page)).toHaveCount(3)

  await page.getByRole('tab', { name: /^Why not this one/ }).click()
  await page.getByRole('button', { name: 'Cut it anyway' }).click()
  await page.getByRole('tab', { name: /^Clips/ }).click()
  await expect(cards(page)).toHaveCount(4)
  await page.getByRole('button', { name: 'Find more' }).click()
  await expect(page.getByText('Every other moment overlaps a clip')).toBeVisible()
  await page.getByRole('button', { name: 'See why, one by one' }).click()
  await expect(page.getByRole('tab', { name: /^Why not this one/ })).toHaveAttribute('aria-selected', 'true')
  await page.goto(`/projects/${projectId}?moment=${refusedMomentId}`)
  await expect(page.getByRole('dialog')).toContainText('Not chosen')
  await expect(page.getByRole('button', { name: 'Make a clip from this' })).toBeEnabled()
})

test('a clip is played by J, K and L, saved with its captions, rendered at another aspect and tried again; "?" and Ctrl-K say what else', async ({
  page,
  app,
}) => {
  const { readyId, failedId } = await seedFinished(app, await signUp(page, app))
  await page.goto(`/clips/${readyId}`)
  const currentTime = () => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime)
  const isPaused = () => page.locator('video').evaluate((video: HTMLVideoElement) => video.paused)
  await expect
    .poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.readyState))
    .toBeGreaterThan(0)
  await page.keyboard.press('l')
  await expect.poll(currentTime).toBeGreaterThan(0.5)
  await page.keyboard.press('k')
  await expect.poll(isPaused).toBe(true)
  const stoppedAt = await currentTime()
  await page.keyboard.press('j')
  await expect.poll(currentTime).toBeLessThan(stoppedAt)
  await page.keyboard.press('k')

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Export')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+e')
  await expect(page).toHaveURL(/tab=files/)
  for (const kind of ['SRT', 'VTT']) {
    const coming = page.waitForEvent('download')
    await page.getByRole('link', { name: kind, exact: true }).click()
    expect((await coming).suggestedFilename()).toMatch(new RegExp(`^Why-do-most-gardens.*\\.${kind.toLowerCase()}$`))
  }
  await page.getByRole('radio', { name: '1:1' }).click()
  await page.keyboard.press('3')
  await expect(page.getByRole('radio', { name: 'Whole' })).toBeChecked()
  await page.getByRole('button', { name: 'Render 1:1' }).click()
  const square = page.getByRole('listitem', { name: /^1:1, Whole picture/ })
  await expect(square.getByRole('link', { name: 'MP4' })).toBeVisible({ timeout: clipsWaitMs })

  await page.goto(`/clips/${failedId}?tab=files`)
  await expect(page.getByText('The disk was full.').first()).toBeVisible()
  await page.getByRole('listitem', { name: /^9:16/ }).getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('link', { name: 'Download MP4' })).toBeVisible({ timeout: clipsWaitMs })

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('settings')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/settings$/)
})

test('a page whose stream is refused asks again by itself, and shows what became of the work', async ({
  page,
  app,
  complaints,
}) => {
  const { projectId } = await seedWorking(app, await signUp(page, app))
  await page.route(/\/api\/trpc\/project\.watch/, (route) => route.abort())
  await page.goto(`/projects/${projectId}`)
  await expect(page.getByLabel('Progress')).toContainText('42%')
  await withDatabase(app, (db) =>
    db.projectStage.updateMany({ where: { projectId, stage: 'speech' }, data: { share: 0.77 } }),
  )
  await expect(page.getByLabel('Progress')).toContainText('77%')
  await withDatabase(app, (db) =>
    db.project.updateMany({ where: { id: projectId }, data: { status: 'cancelled', finishedAt: new Date() } }),
  )
  await expect(page.getByText('You cancelled the work')).toBeVisible()
  expect(complaints.filter((text) => !text.includes('project.watch'))).toEqual([])
  complaints.length = 0
})
