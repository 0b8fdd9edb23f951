import { describe, expect, test } from 'vitest'
import type { Priority } from './limits'
import { createTurnScheduler } from './turn-scheduler'

describe('what is begun when', () => {
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  /** Something to do that says how often it was done. */
  const counter = () => {
    const times: true[] = []
    return { times, work: () => void times.push(true) }
  }
  const limits = {
    startsPerTurn: 2,
    pagesAtOnce: 3,
    refusalsPerTurn: 3,
    refuseEveryMs: 100,
    holdMs: 100,
    restMs: 1_000,
    waitMs: 700,
  }
  const never = () => expect.unreachable('nobody waited that long')

  test('at once while the turn has room, two a turn then, the more important first', async () => {
    const { start } = createTurnScheduler(limits)
    const begun: string[] = []
    const begin = (name: string, priority: Priority) => start(priority, () => void begun.push(name), never)
    begin('a', 3)
    begin('b', 3)
    expect(begun).toEqual(['a', 'b'])
    begin('page', 2)
    begin('prefetch', 3)
    begin('upload', 1)
    begin('webhook', 0)
    expect(begun).toHaveLength(2)
    await turn()
    expect(begun.slice(2)).toEqual(['webhook', 'upload'])
    await turn()
    expect(begun.slice(4)).toEqual(['page', 'prefetch'])
    await turn()
    begin('later', 3)
    expect(begun.at(-1)).toBe('later')
  })

  test('nothing is begun twice, and nothing is forgotten', async () => {
    const { start, refuse } = createTurnScheduler(limits)
    const begun: number[] = []
    const all = Array.from({ length: 501 }, (_, index) => index)
    for (const index of all) {
      const work = () => void begun.push(index)
      index % 2 === 0 ? start(1, work, work) : refuse(work)
    }
    for (const _ of all) await turn()
    await expect.poll(() => begun.length).toBe(all.length)
    expect([...begun].sort((a, b) => a - b)).toEqual(all)
  })

  test('those who are turned away are answered a few a turn, and those who come again at once a little later', async () => {
    let nowMs = 0
    const { refuse } = createTurnScheduler(limits, () => nowMs)
    const { times, work } = counter()
    for (let index = 0; index < 8; index += 1) refuse(work)
    expect(times).toHaveLength(0)
    for (const answered of [3, 6, 8]) {
      await turn()
      expect(times).toHaveLength(answered)
    }
    refuse(work)
    for (let index = 0; index < 10; index += 1) await turn()
    expect(times).toHaveLength(8)
    nowMs += limits.refuseEveryMs
    await expect.poll(() => times.length).toBe(9)
  })

  test('nothing while connections arrive, but for a moment only', async () => {
    let nowMs = 0
    const { start, noteConnection } = createTurnScheduler(limits, () => nowMs)
    const { times, work } = counter()
    noteConnection()
    start(2, work, never)
    start(2, work, never)
    for (nowMs = 0; nowMs < 100; nowMs += 10) {
      await turn()
      expect(times).toHaveLength(0)
      noteConnection()
    }
    await turn()
    expect(times).toHaveLength(2)
    noteConnection()
    start(2, work, never)
    await turn()
    expect(times).toHaveLength(3)
  })

  test('who could not begin in time is turned away and never begins, while more important work goes on; webhooks wait', async () => {
    let nowMs = 0
    const { start } = createTurnScheduler(limits, () => nowMs)
    const [page, late, webhook, other] = [counter(), counter(), counter(), counter()]
    const fill = () => {
      for (let index = 0; index < limits.startsPerTurn; index += 1) start(1, other.work, never)
    }
    fill()
    start(2, page.work, late.work)
    for (; nowMs <= limits.waitMs; nowMs += 100) {
      fill()
      await turn()
      expect([page.times.length, late.times.length]).toEqual([0, 0])
    }
    fill()
    await turn()
    expect([page.times.length, late.times.length]).toEqual([0, 1])
    start(0, webhook.work, never)
    nowMs += 10 * limits.waitMs
    await turn()
    await turn()
    expect(webhook.times).toHaveLength(1)
    expect([page.times.length, late.times.length]).toEqual([0, 1])
  })

  test('a few pages at once: the next begins when one is over, what is no page goes past, and who waited too long is turned away', async () => {
    let nowMs = 0
    const { start } = createTurnScheduler(limits, () => nowMs)
    const [page, other, late] = [counter(), counter(), counter()]
    const ends: (() => void)[] = []
    const begin = () => start(2, page.work, late.work, (done) => ends.push(done))
    for (let index = 0; index < 6; index += 1) begin()
    for (let index = 0; index < 6; index += 1) await turn()
    expect(page.times).toHaveLength(limits.pagesAtOnce)
    start(2, other.work, never)
    await turn()
    expect(other.times).toHaveLength(1)
    ends.shift()?.()
    await turn()
    expect(page.times).toHaveLength(limits.pagesAtOnce + 1)
    nowMs += limits.waitMs + 1
    await expect.poll(() => late.times.length).toBe(2)
    for (const end of ends.splice(0)) end()
    begin()
    await turn()
    expect(page.times).toHaveLength(limits.pagesAtOnce + 2)
  })

  test('a lone connection puts its request off by one turn', async () => {
    const { start, noteConnection } = createTurnScheduler(limits)
    const { times, work } = counter()
    noteConnection()
    start(2, work, never)
    await turn()
    await turn()
    expect(times).toHaveLength(1)
  })
})
