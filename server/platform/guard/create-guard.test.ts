import { readFileSync } from 'node:fs'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createGuard } from './create-guard'
import { guardLimits } from './limits'

describe('places', () => {
  /** A guard, and what it did with requests that stay open until they are closed. */
  const openGuard = (placeOf: (address: string) => string | null, loopDelayMs = 0) => {
    const turnedAway: string[] = []
    let laterMs = 0
    const guard = createGuard({
      cap: 64,
      answerAtOnce: () => null,
      placeOf: ({ socket }) => placeOf(socket.remoteAddress ?? ''),
      loopDelayMs: () => loopDelayMs,
      memoryShare: () => 0,
      onShed: (reason) => void turnedAway.push(reason),
      onAnswered: () => undefined,
      onFault: () => undefined,
      onDrain: () => undefined,
      nowMs: () => laterMs,
    })
    const wait = (ms: number) => {
      laterMs += ms
    }
    const ask = (address: string, path = '/media/a.mp4', isWhole = true) => {
      const socket = new Socket()
      Object.defineProperty(socket, 'remoteAddress', { value: address })
      const request = Object.assign(new IncomingMessage(socket), { method: 'GET', url: path, complete: isWhole })
      const response = new ServerResponse(request)
      guard.handle(request, response, () => undefined)
      return response
    }
    return { ask, wait, turnedAway, guard }
  }
  const fill = (ask: (address: string) => ServerResponse, address: string) =>
    Array.from({ length: guardLimits.longLivedPerPlace }, () => ask(address))

  test('are counted one by one: a full one leaves the others alone, and one that closes makes room', () => {
    const { ask, turnedAway } = openGuard((address) => address)
    const [first] = fill(ask, '203.0.113.7')
    ask('203.0.113.7')
    expect(turnedAway).toEqual(['place'])
    ask('203.0.113.8')
    ask('203.0.113.7', '/api/trpc/project.list')
    expect(turnedAway).toEqual(['place'])
    first?.emit('close')
    ask('203.0.113.7')
    expect(turnedAway).toEqual(['place'])
  })

  test('that ask for what is urgent have a few at once; the next are turned away as others are, until one is answered', () => {
    const { ask, turnedAway } = openGuard((address) => address, 1_000)
    const [first] = Array.from({ length: guardLimits.urgentAtOnce }, () => ask('203.0.113.7', '/metrics'))
    expect(turnedAway).toEqual([])
    ask('203.0.113.8', '/metrics')
    expect(turnedAway).toEqual(['delay'])
    first?.emit('close')
    ask('203.0.113.8', '/metrics')
    expect(turnedAway).toEqual(['delay'])
  })

  test('have a few requests at most that wait for their line, and those take no place of work from anybody', () => {
    const { ask, wait, turnedAway, guard } = openGuard((address) => address)
    for (let index = 0; index < guardLimits.slowPerPlace; index += 1) ask('203.0.113.7', '/api/trpc/clip.change', false)
    ask('203.0.113.7', '/projects')
    expect(turnedAway).toEqual([])
    expect(guard.load().places).toBe(1)
    wait(guardLimits.slowMs)
    ask('203.0.113.7', '/projects')
    expect(turnedAway).toEqual(['place'])
    ask('203.0.113.8', '/projects')
    expect(turnedAway).toEqual(['place'])
    expect(guard.load()).toMatchObject({ inflight: guardLimits.slowPerPlace + 2, places: 2 })
  })

  test('are not made up where nobody can tell them apart', () => {
    const { ask, turnedAway, guard } = openGuard(() => null)
    for (let round = 0; round < 3; round += 1) fill(ask, '10.0.0.1')
    expect(turnedAway).toEqual([])
    expect(guard.load().longLived).toBe(3 * guardLimits.longLivedPerPlace)
  })
})

describe('the page about it', () => {
  test('has the limits that hold', () => {
    const page = readFileSync(fileURLToPath(new URL('../../../docs/operations.md', import.meta.url)), 'utf8')
    const percent = (share: number) => `${Math.round(share * 100)} %`
    for (const [priority, limit] of Object.entries(guardLimits.shedAt)) {
      const delay = Number.isFinite(limit.loopDelayMs) ? `${limit.loopDelayMs} ms` : 'never'
      const cells = `| ${percent(limit.inflightShare)} | ${delay} | ${percent(limit.memoryShare)} |`
      expect(page.split('\n').find((line) => line.startsWith(`| P${priority} |`))).toContain(cells)
    }
    for (const said of [
      `${guardLimits.longLived} open at once`,
      `${guardLimits.longLivedPerPlace} from one place`,
      `${guardLimits.slowPerPlace} that have waited for ${guardLimits.slowMs / 1_000} s`,
      `cut after ${guardLimits.stalledMs / 1_000} s`,
      `longer than ${guardLimits.pageMs / 1_000} s`,
      `${guardLimits.refusalsPerTurn} refusals a turn`,
      `every ${guardLimits.refuseEveryMs} ms`,
      `up to ${guardLimits.holdMs} ms`,
      `for ${guardLimits.restMs} ms whatever arrives`,
      `for ${guardLimits.waitMs} ms is turned away`,
      `Of P0 ${guardLimits.urgentAtOnce} under way at once`,
      `of ${guardLimits.retryAfterS.least} to ${guardLimits.retryAfterS.most} s`,
    ])
      expect(page.replaceAll('\n', ' ')).toContain(said)
  })
})
