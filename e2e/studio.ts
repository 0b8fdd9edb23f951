import { expect, type Page } from '@playwright/test'

/** Half a minute through speech, faces and an encode, on a machine that has other things to do as well. */
export const clipsWaitMs = 240_000

/** Brings a file and starts the work on it; ends on the project's page. Returns the project's id. */
export const startProject = async (page: Page, file: string, baseUrl = ''): Promise<string> => {
  await page.goto(`${baseUrl}/projects/new`)
  await page.getByLabel('Choose a video').setInputFiles(file)
  await expect(page.getByText('All here')).toBeVisible({ timeout: 120_000 })
  await page.getByRole('button', { name: /^Cut .* credits?$/ }).click()
  await page.waitForURL(/\/projects\/[0-9a-f-]{36}$/)
  return page.url().split('/').at(-1) ?? ''
}

/** What is done at the moment, in the words of its stage. */
export const expectStage = (page: Page, label: string): Promise<void> =>
  expect(page.getByLabel('Progress').getByRole('heading', { name: label })).toBeVisible({ timeout: clipsWaitMs })

/** The page itself tells: no reload, as somebody sees it who stays. */
export const waitForReady = async (page: Page): Promise<void> => {
  await expect(page.getByRole('main').getByText('Ready', { exact: true }).first()).toBeVisible({ timeout: clipsWaitMs })
}

export const openFirstClip = async (page: Page): Promise<void> => {
  await page.locator('a[href^="/clips/"]').first().click()
  await page.waitForURL(/\/clips\/[0-9a-f-]{36}$/)
}
