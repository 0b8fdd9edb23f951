import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type ScenarioName, scenarios, turnsOf } from '@/bench/load/scenarios'
import type { Answer, Asked } from '@/bench/open-loop'
import { ratePolicies } from '@/server/rate-limits'
import { errorCodeOf, planTurn, roundOf } from '../load/plan-request.js'

const loadDir = fileURLToPath(new URL('../load', import.meta.url))
const names = Object.keys(scenarios) as ScenarioName[]
const baseUrl = 'http://localhost:3000'
const identities = Array.from({ length: 20 }, (_, index) => ({
  token: `token-${index}`,
  projectId: `project-${index}`,
  workspaceId: '',
}))

// k6 is a program of its own: what it gives to scripts stands here, and writes down what they ask.
const k6 = vi.hoisted(() => ({
  scenario: { name: '', iterationInTest: 0 },
  asked: [] as unknown[],
  answer: (_method: string, _url: string) => ({ status: 200, headers: {} as Record<string, string>, body: '' }),
}))
vi.mock('k6', () => ({ check: () => true, sleep: () => undefined }))
vi.mock('k6/data', () => ({
  SharedArray: function SharedArray(_name: string, read: () => unknown) {
    return read()
  },
}))
vi.mock('k6/execution', () => ({ default: { scenario: k6.scenario } }))
vi.mock('k6/metrics', () => ({
  Counter: class {
    add() {
      return undefined
    }
  },
}))
vi.mock('k6/http', () => ({
  default: {
    request: (method: string, url: string, body: unknown, { headers }: { headers: object }) => {
      k6.asked.push(written(method, url, body, headers))
      return k6.answer(method, url)
    },
  },
}))

/**
 * JavaScript, because that is what k6 reads: TypeScript knows the shapes from here. A declaration beside a script would keep its own types from
 * being checked.
 */
const scripts = {
  load: (): Promise<{ turn(): void }> => import(`../load/k6/${'load'}.js`),
  options: (): Promise<{
    optionsFor(
      file: unknown,
      chosen: readonly string[],
      env: object,
    ): { thresholds: object; scenarios: Record<string, object> }
    summarise(data: object): { stdout: string }
  }> => import(`../load/k6/${'options'}.js`),
}

/** Whatever two clients write differently and mean the same. */
function written(method: string, url: string, body: unknown, headers: object) {
  const { host: _, 'content-length': __, ...kept } = headers as Record<string, string>
  const size = body instanceof ArrayBuffer || body instanceof Uint8Array ? body.byteLength : body
  return { method, url, body: size ?? null, headers: kept }
}

const answers: Record<string, { status: number; headers: Record<string, string>; body: string }> = {
  'POST /api/uploads': { status: 201, headers: { Location: '/api/uploads/1' }, body: '' },
  'POST /api/trpc/project.create': {
    status: 200,
    headers: {},
    body: '{"id":"00000000-0000-4000-8000-000000000000"}',
  },
  'GET /api/trpc/project.get': { status: 200, headers: {}, body: '{"status":"ready"}' },
}
const answerOf = (method: string, url: string) =>
  answers[`${method} ${new URL(url).pathname}`] ?? { status: 200, headers: {}, body: '' }

beforeEach(() => {
  k6.asked.length = 0
  k6.answer = answerOf
})

describe('the scenario file', () => {
  test('has the five scenarios, each with either a mix or a flow', () => {
    expect(names).toEqual(['probes', 'reads', 'database', 'uploads', 'processing'])
    for (const name of names) expect([scenarios[name].mix, scenarios[name].flow].filter(Boolean)).toHaveLength(1)
  })

  test('asks no more of one person than the limits give one', () => {
    const callsPerSecond = names
      .filter((name) => scenarios[name].mix !== undefined && name !== 'probes')
      .map((name) => scenarios[name].ratePerSecond / scenarios[name].users)
    const allowed = ratePolicies.user.quota / ratePolicies.user.windowSeconds
    expect(Math.max(...callsPerSecond)).toBeLessThanOrEqual(allowed / 2)
    const { ratePerSecond, seconds, users } = scenarios.uploads
    expect((ratePerSecond * seconds) / users).toBeLessThanOrEqual(ratePolicies.uploadCreate.quota)
  })

  test('everybody comes to ask for everything', () => {
    const round = roundOf({ a: 4, b: 4, c: 2 })
    expect(round).toHaveLength(10)
    const askedBy = (user: number) =>
      new Set(Array.from({ length: 10 }, (_, time) => planTurn(round, 200, user + time * 200).name))
    expect([...askedBy(0)].sort()).toEqual(['a', 'b', 'c'])
    expect([...askedBy(199)].sort()).toEqual(['a', 'b', 'c'])
  })

  test('the code of an answer is found in the words of either door', () => {
    expect(errorCodeOf('{"type":"about:blank","code":"busy"}')).toBe('busy')
    expect(errorCodeOf('{"error":{"json":{"code":-32001,"data":{"code":"TOO_MANY","error":"rate_limited"}}}}')).toBe(
      'rate_limited',
    )
  })
})

describe("k6's scripts", () => {
  test("hold against k6's own types", () => {
    const config = ts.getParsedCommandLineOfConfigFile(
      path.join(loadDir, 'tsconfig.json'),
      {},
      {
        ...ts.sys,
        onUnRecoverableConfigFileDiagnostic: (found) => {
          throw new Error(ts.flattenDiagnosticMessageText(found.messageText, '\n'))
        },
      },
    )
    const program = ts.createProgram(config?.fileNames ?? [], { ...config?.options, noEmit: true })
    const found = ts.getPreEmitDiagnostics(program)
    expect(program.getSourceFiles().some(({ fileName }) => fileName.endsWith('/load/k6/load.js'))).toBe(true)
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([])
  })

  test.each(names)('ask in %s what the bench asks, word for word', async (name) => {
    vi.stubGlobal('__ENV', { IDENTITIES: 'identities', SCENARIOS: names.join(',') })
    vi.stubGlobal('open', (file: string) =>
      file === 'identities' ? JSON.stringify(identities) : readFileSync(path.join(loadDir, 'k6', file), 'utf8'),
    )
    const { turn } = await scripts.load()
    k6.scenario.name = name
    const ours: unknown[] = []
    const place = { base: baseUrl, origin: baseUrl, host: 'localhost:3000', identities, renamed: new Map() }
    const send = async ({ method = 'GET', url, headers, body }: Asked): Promise<Answer> => {
      ours.push(written(method, url, body, headers))
      const { status, headers: given, body: text } = answerOf(method, url)
      return {
        outcome: String(status),
        headers: given.Location === undefined ? {} : { location: given.Location },
        text,
      }
    }
    for (let at = 0; at < 3; at += 1) {
      k6.scenario.iterationInTest = at * 7
      turn()
      await turnsOf(name, place)(at * 7, send)
    }
    expect(ours.length).toBeGreaterThanOrEqual(3)
    expect(k6.asked).toEqual(ours)
  })

  test('hold every endpoint of a scenario to its threshold, and say at the end what came of each', async () => {
    const { optionsFor, summarise } = await scripts.options()
    const file = JSON.parse(readFileSync(path.join(loadDir, 'scenarios.json'), 'utf8'))
    const { thresholds, scenarios: made } = optionsFor(file, ['probes', 'reads'], {})
    expect(made.probes).toMatchObject({ executor: 'constant-arrival-rate', rate: 2_000, timeUnit: '10s' })
    expect(thresholds).toMatchObject({
      http_req_failed: ['rate==0'],
      'http_req_duration{ep:live}': ['p(95)<25'],
      'http_req_duration{ep:health}': ['p(95)<69'],
      checks: ['rate==1'],
    })
    const { stdout } = summarise({
      metrics: {
        'answers{ep:live,outcome:200}': { values: { count: 4_800 } },
        'answers{ep:live,outcome:503}': { values: { count: 0 } },
        'http_req_duration{ep:live}': {
          values: { med: 1, 'p(95)': 30, max: 40 },
          thresholds: { 'p(95)<25': { ok: false } },
        },
      },
    })
    expect(stdout).toMatch(/live\s+200\s+4800/)
    expect(stdout).not.toMatch(/503/)
    expect(stdout).toMatch(/thresholds missed\n {2}http_req_duration\{ep:live\}/)
  })
})
