import type { Browser, Page } from '@playwright/test'

/**
 * Resolves once the browser's own code has taken over all that the server drew. Until then a page looks ready and hears nothing; menus and
 * tooltips draw their buttons anew. A page without our code (the start page, the one that says to come back) is as ready as it gets.
 */
export const untilLive = async (page: Page): Promise<void> => {
  const isLive = async () => {
    if (document.querySelector('script[src*="/_next/static/"]') === null) return true
    const find = () => [...document.body.querySelectorAll('button, input, select, textarea, a[href]')]
    const isTakenOver = (element: Element) =>
      Object.keys(element).some((name) => name.startsWith('__reactProps$')) &&
      (element.ariaHasPopup !== 'menu' || element.id.startsWith('radix-'))
    const before = find()
    if (!before.every(isTakenOver)) return false
    // What is to be drawn anew is, before the browser has nothing else to do.
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1_000 }))
    const after = find()
    return after.length === before.length && after.every((each, at) => each === before[at] && isTakenOver(each))
  }
  await page.waitForFunction(isLive, undefined, { timeout: 60_000 })
}

/** From here on nobody who loads a page in this browser goes on before it is live. */
export const loadUntilLive = (browser: Browser): void => {
  const newContext = browser.newContext.bind(browser)
  browser.newContext = async (options) => {
    const context = await newContext(options)
    context.on('page', (page) => {
      const { goto, reload } = page
      page.goto = async (...given) => {
        const answer = await goto.apply(page, given)
        await untilLive(page)
        return answer
      }
      page.reload = async (...given) => {
        const answer = await reload.apply(page, given)
        await untilLive(page)
        return answer
      }
    })
    return context
  }
}
