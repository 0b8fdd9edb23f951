import { afterEach, expect, test } from 'vitest'
import { type LoopDelay, watchLoopDelay } from './loop-delay'

const watched: LoopDelay[] = []
afterEach(() => {
  for (const delay of watched.splice(0)) delay.stop()
})
const watch = (): LoopDelay => {
  const delay = watchLoopDelay()
  watched.push(delay)
  return delay
}
const standStill = (ms: number) => {
  const until = performance.now() + ms
  while (performance.now() < until);
}
/** Timers that are due have run. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 1))

test('a loop that is late at every turn has that as its mean', async () => {
  const delay = watch()
  for (let turns = 0; turns < 20; turns += 1) {
    standStill(120)
    await turn()
  }
  expect(delay.meanMs()).toBeGreaterThan(60)
})

test('a standstill is seen by whoever asks about the time in which it was', async () => {
  const delay = watch()
  const before = performance.now()
  standStill(400)
  await expect.poll(() => delay.longestSince(before), { timeout: 10_000 }).toBeGreaterThan(300)
})
