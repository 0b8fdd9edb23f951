import { readFileSync } from 'node:fs'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classifyRequest, type RequestClass } from './classify-request'
import { createGuard } from './create-guard'
import { decideAdmission, type Load } from './decide-admission'
import { guardLimits, type Priority } from './limits'
import { createRouteNames } from './route-names'
import { shedAnswer } from './shed-answer'
import { createTurnScheduler } from './turn-scheduler'

const classOf = (method: string, path: string, headers: Record<string, string> = {}) =>
  classifyRequest({ method, path, headers })

describe('what a request is worth', () => {
  test.each([
    [0, 'GET', '/health/live', {}],
    [0, 'GET', '/metrics', {}],
    [0, 'POST', '/api/webhooks/stripe', {}],
    [1, 'POST', '/api/webhooks/whatever', {}],
    [2, 'GET', '/api/webhooks/resend', {}],
    [2, 'GET', '/api/inngest', {}],
    [1, 'POST', '/api/trpc/project.create', {}],
    [1, 'PATCH', '/api/uploads/0199', {}],
    [1, 'HEAD', '/api/uploads/0199', {}],
    [1, 'GET', '/media/clips/a.mp4', {}],
    [1, 'GET', '/_next/static/chunks/app.js', {}],
    [1, 'GET', '/api/auth/callback/email', {}],
    [2, 'GET', '/projects', { accept: 'text/html' }],
    [2, 'GET', '/api/trpc/project.list', {}],
    [2, 'GET', '/healthy', {}],
    [3, 'GET', '/projects', { 'next-router-prefetch': '1' }],
    [3, 'GET', '/projects', { purpose: 'prefetch' }],
    [3, 'GET', '/projects', { 'sec-purpose': 'prefetch;prerender' }],
  ] as const)('P%i: %s %s %o', (priority, method, path, headers) => {
    expect(classOf(method, path, headers).priority).toBe(priority)
  })

  test('a read takes a quarter of the place that a page or a mutation takes', () => {
    expect(classOf('GET', '/api/trpc/project.list').places).toBe(0.25)
    expect(classOf('POST', '/api/trpc/project.create').places).toBe(1)
    expect(classOf('GET', '/projects').places).toBe(1)
  })

  test('what lasts is told from what works', () => {
    expect(classOf('GET', '/api/trpc/project.watch', { accept: 'text/event-stream' }).kind).toBe('stream')
    expect(classOf('GET', '/media/clips/a.mp4').kind).toBe('transfer')
    expect(classOf('PATCH', '/api/uploads/0199').kind).toBe('transfer')
    expect(classOf('POST', '/api/uploads').kind).toBe('work')
    expect(classOf('GET', '/projects').kind).toBe('work')
  })

  test('nobody makes a page or a mutation cost nothing by asking for it as a stream', () => {
    const headers = { accept: 'text/event-stream' }
    expect(classOf('GET', '/projects', headers).kind).toBe('work')
    expect(classOf('POST', '/api/trpc/project.create', headers).kind).toBe('work')
  })
})

const cap = 64
const idle: Load = {
  ...{ inflight: 0, places: 0, cap, longLived: 0, longLivedOfPlace: 0, slowOfPlace: 0 },
  ...{ loopDelayMs: 0, memoryShare: 0.1 },
}
const asked = (priority: Priority, kind: RequestClass['kind'] = 'work') => ({ priority, kind })
const kept = (load: Partial<Load>) =>
  ([0, 1, 2, 3] as const).filter((priority) => decideAdmission(asked(priority), { ...idle, ...load }) === null)

describe('who is turned away', () => {
  test('nobody while there is room', () => {
    expect(kept({})).toEqual([0, 1, 2, 3])
    expect(kept({ places: 38, loopDelayMs: 150, memoryShare: 0.8 })).toEqual([0, 1, 2, 3])
  })

  test('by requests in work: prefetches at 60 % of the limit, pages at all of it, mutations at 150 %, webhooks at twice', () => {
    expect(kept({ places: 39 })).toEqual([0, 1, 2])
    expect(kept({ places: 63 })).toEqual([0, 1, 2])
    expect(kept({ places: 64 })).toEqual([0, 1])
    expect(kept({ places: 95 })).toEqual([0, 1])
    expect(kept({ places: 96 })).toEqual([0])
    expect(kept({ places: 127 })).toEqual([0])
    expect(kept({ places: 128 })).toEqual([])
  })

  test('by a late event loop: pages above 250 ms; webhooks never', () => {
    expect(kept({ loopDelayMs: 151 })).toEqual([0, 1, 2])
    expect(kept({ loopDelayMs: 251 })).toEqual([0, 1])
    expect(kept({ loopDelayMs: 10_000 })).toEqual([0])
  })

  test('by memory: pages above 80 % of what there is', () => {
    expect(kept({ memoryShare: 0.81 })).toEqual([0, 1])
    expect(kept({ memoryShare: 0.91 })).toEqual([0])
  })

  test('under any load, whoever is kept leaves nobody more important outside', () => {
    const load = fc.record({
      inflight: fc.nat(300),
      places: fc.double({ min: 0, max: 300, noNaN: true }),
      longLived: fc.nat(100),
      longLivedOfPlace: fc.nat(100),
      slowOfPlace: fc.nat(60),
      loopDelayMs: fc.double({ min: 0, max: 2_000, noNaN: true }),
      memoryShare: fc.double({ min: 0, max: 1, noNaN: true }),
      cap: fc.integer({ min: 4, max: 200 }),
    })
    fc.assert(
      fc.property(load, (given) => {
        expect(kept(given)).toEqual([0, 1, 2, 3].slice(0, kept(given).length))
      }),
    )
  })

  test('more load never lets in who was turned away under less', () => {
    const figure = fc.nat(300)
    fc.assert(
      fc.property(figure, figure, figure, figure, (places, more, loopDelayMs, later) => {
        const less = kept({ places, loopDelayMs })
        const least = kept({ places: places + more, loopDelayMs: loopDelayMs + later })
        expect(less.slice(0, least.length)).toEqual(least)
      }),
    )
  })

  test('open streams and transfers take no place of work, and have a limit of their own', () => {
    const full = { ...idle, longLived: guardLimits.longLived }
    expect(decideAdmission(asked(2), full)).toBeNull()
    expect(decideAdmission(asked(2, 'stream'), full)).toBe('long-lived')
    expect(decideAdmission(asked(1, 'transfer'), full)).toBe('long-lived')
    expect(decideAdmission(asked(2, 'stream'), { ...idle, longLived: guardLimits.longLived - 1 })).toBeNull()
  })

  test('one place can not have all of what lasts, and goes on being served what works', () => {
    const full = { ...idle, longLivedOfPlace: guardLimits.longLivedPerPlace }
    expect(decideAdmission(asked(2, 'stream'), full)).toBe('place')
    expect(decideAdmission(asked(1, 'transfer'), full)).toBe('place')
    expect(decideAdmission(asked(1), full)).toBeNull()
    expect(
      decideAdmission(asked(1, 'transfer'), { ...idle, longLivedOfPlace: guardLimits.longLivedPerPlace - 1 }),
    ).toBeNull()
  })
})

describe('places', () => {
  /** A guard, and what it did with requests that stay open until they are closed. */
  const openGuard = (placeOf: (address: string) => string | null, loopDelayMs = 0) => {
    const turnedAway: string[] = []
    let laterMs = 0
    const guard = createGuard({
      cap,
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

describe('what is said to who is turned away', () => {
  test('programs read problem+json with a time between one and three seconds, spread over all of them', () => {
    const seconds = [0, 0.34, 0.99].map((chance) => {
      const { status, headers, body } = shedAnswer('application/json', () => chance)
      expect(status).toBe(503)
      expect(headers['content-type']).toBe('application/problem+json')
      expect(JSON.parse(body)).toMatchObject({
        type: 'https://iana.org/assignments/http-problem-types#temporary-reduced-capacity',
        status: 503,
        code: 'busy',
        retryAfterSeconds: Number(headers['retry-after']),
      })
      return headers['retry-after']
    })
    expect(seconds).toEqual(['1', '2', '3'])
  })

  test('a person who opens a page sees words, and it opens by itself when its time has come', () => {
    const { headers, body } = shedAnswer('text/html,*/*;q=0.8', () => 0.5)
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', refresh: '2', 'retry-after': '2' })
    expect(body).toContain('Busy for a moment')
    expect(body).not.toContain('<script')
  })
})

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

describe('names of routes', () => {
  const routes = [
    '/',
    '/projects',
    '/projects/[id]',
    '/projects/new',
    '/invite/[token]',
    '/media/[...path]',
    '/metrics',
  ]
  const doors = ['/api/trpc/[trpc]', '/api/uploads/[[...path]]', '/api/auth/[...nextauth]', '/api/v1/projects/[id]']
  const name = createRouteNames([...routes, ...doors])

  test.each([
    ['/', '/'],
    ['/projects/01997b2a-0000-7000-8000-000000000000', '/projects/:id'],
    ['/projects/new', '/projects/new'],
    ['/projects/new/', '/projects/new'],
    ['/invite/letters', '/invite/:id'],
    ['/api/trpc/project.list,clip.get', '/api/trpc'],
    ['/api/uploads', '/api/uploads'],
    ['/api/uploads/0199', '/api/uploads'],
    ['/api/auth/callback/email', '/api/auth'],
    ['/api/auth', 'unknown'],
    ['/api/v1/projects/1', '/api/v1/projects'],
    ['/media/x/y/z.mp4', '/media'],
    ['/_next/static/chunks/app.js', '/_next'],
    ['/projects/new/whatever', 'unknown'],
    ['/aa', 'unknown'],
  ])('%s is %s', (path, said) => {
    expect(name(path)).toBe(said)
  })

  test('are those of the build, whatever strangers try and are answered', () => {
    const known = new Set([...routes, ...doors].map((route) => name(route.replaceAll(/\[.*\]/g, 'some'))))
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        expect([...known, '/_next', 'unknown']).toContain(name(path))
      }),
    )
  })
})
