import { afterEach, describe, expect, test, vi } from 'vitest'
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
    standstillMs: 100,
  }
  afterEach(() => {
    vi.useRealTimers()
  })
  const never = () => expect.unreachable('nobody waited that long')

  test('at once while the turn has room, two a turn then, the more important first', async () => {
    const { start } = createTurnScheduler(limits, () => 0)
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
    // It works all the while.
    const { start } = createTurnScheduler(
      limits,
      () => nowMs,
      () => nowMs,
    )
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
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    let nowMs = 0
    // It has next to nothing to do: the pages under way wait for a store.
    const { start } = createTurnScheduler(
      limits,
      () => nowMs,
      () => 0,
    )
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
    for (; nowMs <= limits.waitMs; nowMs += 50) {
      expect(late.times).toHaveLength(0)
      vi.advanceTimersByTime(50)
      await turn()
    }
    vi.advanceTimersByTime(50)
    await turn()
    expect(late.times).toHaveLength(2)
    for (const end of ends.splice(0)) end()
    begin()
    await turn()
    expect(page.times).toHaveLength(limits.pagesAtOnce + 2)
  })

  test('a lone connection puts its request off by one turn', async () => {
    const { start, noteConnection } = createTurnScheduler(limits, () => 0)
    const { times, work } = counter()
    noteConnection()
    start(2, work, never)
    await turn()
    await turn()
    expect(times).toHaveLength(1)
  })

  describe('and the process stood still', () => {
    /** Two that wait for the next turn, behind two that were begun in this one. */
    const open = () => {
      const time = { nowMs: 0, cpuMs: 0 }
      const scheduler = createTurnScheduler(
        limits,
        () => time.nowMs,
        () => time.cpuMs,
      )
      const [begun, late] = [counter(), counter()]
      const ask = () => {
        for (let index = 0; index < limits.startsPerTurn; index += 1) scheduler.start(1, () => undefined, never)
        for (let index = 0; index < 2; index += 1) scheduler.start(2, begun.work, late.work)
      }
      return { time, scheduler, begun, late, ask }
    }

    test('without the processor: nobody is turned away for that time, and all begin at once', async () => {
      const { time, begun, late, ask } = open()
      ask()
      time.nowMs += 60_000
      await turn()
      expect([begun.times.length, late.times.length]).toEqual([2, 0])
    })

    test('because it worked all the while: who waited that long is turned away', async () => {
      const { time, begun, late, ask } = open()
      ask()
      time.nowMs += limits.waitMs + 50
      time.cpuMs += limits.waitMs
      await turn()
      expect([begun.times.length, late.times.length]).toEqual([0, 2])
    })

    test('within what it had begun: the same', async () => {
      const { time, scheduler, late } = open()
      const begun = counter()
      const stop = () => {
        begun.work()
        time.nowMs += 5_000
      }
      scheduler.noteConnection()
      for (const work of [stop, begun.work, begun.work]) scheduler.start(2, work, late.work)
      for (let index = 0; index < 3; index += 1) await turn()
      expect([begun.times.length, late.times.length]).toEqual([3, 0])
    })

    test('for less than is forgiven, turn after turn: who waited too long is turned away', async () => {
      const { time, scheduler, begun, late } = open()
      scheduler.start(1, () => undefined, never)
      scheduler.start(1, () => undefined, never)
      scheduler.start(3, begun.work, late.work)
      for (; time.nowMs <= limits.waitMs; time.nowMs += limits.standstillMs) {
        scheduler.start(1, () => undefined, never)
        scheduler.start(1, () => undefined, never)
        await turn()
      }
      await turn()
      expect([begun.times.length, late.times.length]).toEqual([0, 1])
    })

    test('and does so again at once: nobody is forgiven two', async () => {
      const { time, scheduler, begun, late } = open()
      const ask = () => scheduler.start(2, begun.work, late.work, () => undefined)
      for (let index = 0; index <= limits.pagesAtOnce; index += 1) ask()
      await turn()
      time.nowMs += 60_000
      await turn()
      time.nowMs += limits.waitMs - 1
      await turn()
      expect([begun.times.length, late.times.length]).toEqual([limits.pagesAtOnce, 0])
      scheduler.noteConnection()
      time.nowMs += limits.waitMs
      await turn()
      await turn()
      expect([begun.times.length, late.times.length]).toEqual([limits.pagesAtOnce, 1])
    })

    test('while it waited to look again: the same', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout'] })
      const { time, scheduler, begun, late } = open()
      const ends: (() => void)[] = []
      for (let index = 0; index <= limits.pagesAtOnce; index += 1) {
        scheduler.start(2, begun.work, late.work, (done) => ends.push(done))
        await turn()
      }
      await turn()
      expect(begun.times).toHaveLength(limits.pagesAtOnce)
      time.nowMs += 60_000
      vi.advanceTimersByTime(50)
      await turn()
      ends.shift()?.()
      await turn()
      expect([begun.times.length, late.times.length]).toEqual([limits.pagesAtOnce + 1, 0])
    })
  })
})
