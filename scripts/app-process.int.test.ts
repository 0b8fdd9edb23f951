import { existsSync } from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type AppProcess, startAppProcess } from './app-process.mjs'

const apps: AppProcess[] = []
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.end()))
})
const start = (args: readonly string[] = [], options: Partial<Parameters<typeof startAppProcess>[0]> = {}) => {
  const hopeless: Error[] = []
  const app = startAppProcess({
    args,
    isWatched: true,
    file: 'server/testing/small-app.mjs',
    onHopeless: (error) => hopeless.push(error),
    ...options,
  })
  apps.push(app)
  return { app, hopeless }
}
const ask = ({ socketPath }: AppProcess, path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    http.get({ socketPath, path }, (response) => void text(response).then(resolve, reject)).once('error', reject)
  })
const pidOf = async (app: AppProcess): Promise<number> => Number(await ask(app, '/pid'))
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('the app behind the front', () => {
  test('is open once it says so, and tells how it is', async () => {
    const { app } = start()
    expect(app.isOpen()).toBe(false)
    expect(app.snapshot()).toBeNull()
    await expect.poll(() => app.isOpen() && app.rssBytes() === 5).toBe(true)
    // What the front has to do is over sooner, where both want the same processor.
    expect(os.getPriority(await pidOf(app))).toBeGreaterThan(os.getPriority())
    expect(app.loopDelayMs()).toBeGreaterThanOrEqual(1)
  })

  test('hears what the front counted', async () => {
    const { app } = start()
    await expect.poll(app.isOpen).toBe(true)
    app.send({ kind: 'figures', figures: [['count', 'http_shed_total', { reason: 'delay', prio: 'P2' }, 1]] })
    await expect.poll(async () => JSON.parse(await ask(app, '/said'))).toMatchObject([{ kind: 'figures' }])
  })

  test('that was killed is started again; meanwhile it is not open and knows nothing', async () => {
    const { app, hopeless } = start()
    await expect.poll(app.isOpen).toBe(true)
    const first = await pidOf(app)
    process.kill(first, 'SIGKILL')
    await expect.poll(app.isOpen).toBe(false)
    expect([app.snapshot(), app.loopDelayMs()]).toEqual([null, 0])
    await expect.poll(app.isOpen).toBe(true)
    expect(await pidOf(app)).not.toBe(first)
    expect(hopeless).toEqual([])
  })

  test('that does not turn any more is late by that long, then ended and started again', async () => {
    const { app } = start([], { lookMs: 100 })
    await expect.poll(app.isOpen).toBe(true)
    const first = await pidOf(app)
    ask(app, '/stuck').catch(() => undefined)
    await expect.poll(() => app.loopDelayMs() > 1_000).toBe(true)
    await expect.poll(app.isOpen).toBe(false)
    await expect.poll(app.isOpen).toBe(true)
    expect(await pidOf(app)).not.toBe(first)
    expect(isAlive(first)).toBe(false)
  })

  test('that stood still as long as its front did is not late', async () => {
    const { app } = start()
    await expect.poll(app.isOpen).toBe(true)
    const pid = await pidOf(app)
    process.kill(pid, 'SIGSTOP')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000)
    process.kill(pid, 'SIGCONT')
    expect(app.loopDelayMs()).toBeLessThan(1_500)
    // Nor in its first turn, which hears how late it is itself before it hears anything of the app.
    await new Promise((resolve) => setTimeout(resolve))
    expect(app.loopDelayMs()).toBeLessThan(1_500)
  })

  test('that never came up is not tried for ever', async () => {
    const { hopeless } = start(['broken'])
    await expect
      .poll(() => hopeless.map(({ message }) => message))
      .toEqual(['the app ended with exit code 3 before it was ready'])
  })

  test.each([
    ['stands still', 'stuck', 100, 'has not turned'],
    ['says nothing and never opens', 'silent', 20, 'has been starting'],
  ])('that %s while it starts is ended', async (_, how, lookMs, reason) => {
    const says = vi.spyOn(console, 'error')
    const { hopeless } = start([how], { lookMs })
    await expect
      .poll(() => hopeless.map(({ message }) => message))
      .toEqual(['the app ended with SIGKILL before it was ready'])
    expect(says).toHaveBeenCalledWith(expect.stringContaining(reason))
    says.mockRestore()
  })

  test('leaves when it is told to', async () => {
    const { app } = start()
    await expect.poll(app.isOpen).toBe(true)
    const pid = await pidOf(app)
    await app.end()
    expect(isAlive(pid)).toBe(false)
    expect(app.isOpen()).toBe(false)
    expect(existsSync(app.socketPath)).toBe(false)
  })
})
