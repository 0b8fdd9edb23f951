/**
 * @typedef {{ ratePerSecond: number, users: number, seconds: number, mix?: Record<string, number>, flow?: { kind: string } }} Scenario
 * @typedef {{ requests: Record<string, { kind: string }>, scenarios: Record<string, Scenario>, thresholds: Record<string, { p95Ms: number }> }} File
 */

const flowSteps = {
  upload: ['upload-begin', 'upload-part', 'upload-offset', 'upload-drop'],
  process: ['project.create', 'project.get', 'project.cancel'],
}
/** A summary has a line for a tag only where a threshold names it; these are what can well come back. "1xxx" are k6's own, of no answer. */
const outcomes = [
  '200',
  '201',
  '204',
  '400',
  '401',
  '403',
  '404',
  '409',
  '413',
  '429',
  '500',
  '502',
  '503',
  '507',
  '1050',
  '1211',
  '1212',
  '1220',
]

/** @param {File} file @param {string} name */
const endpointsOf = ({ scenarios }, name) => {
  const { mix, flow } = scenarios[name] ?? { mix: {}, flow: undefined }
  if (flow?.kind === 'upload' || flow?.kind === 'process') return flowSteps[flow.kind]
  return Object.keys(mix ?? {})
}

/**
 * Evenly paced, whether or not earlier requests were answered.
 * @param {File} file
 * @param {readonly string[]} chosen
 * @param {Record<string, string>} env SECONDS and RATE (a factor) change what the file says.
 * @returns {import('k6/options').Options}
 */
export const optionsFor = (file, chosen, env) => {
  /** @type {Record<string, import('k6/options').Scenario>} */
  const scenarios = {}
  for (const name of chosen) {
    const scenario = file.scenarios[name]
    if (scenario === undefined) throw new Error(`There is no scenario "${name}".`)
    // k6 takes whole numbers: a slow one is so many in ten seconds.
    const rate = Math.max(1, Math.round(scenario.ratePerSecond * Number(env.RATE ?? 1) * 10))
    scenarios[name] = {
      executor: 'constant-arrival-rate',
      exec: 'turn',
      rate,
      timeUnit: '10s',
      duration: `${env.SECONDS ?? scenario.seconds}s`,
      preAllocatedVUs: scenario.users,
      maxVUs: 2 * scenario.users,
      gracefulStop: '30s',
    }
  }
  const endpoints = [...new Set(chosen.flatMap((name) => endpointsOf(file, name)))]
  const kinds = new Set(endpoints.map((name) => file.requests[name]?.kind ?? name))
  /** @type {Record<string, string[]>} */
  const thresholds = { http_req_failed: ['rate==0'], checks: ['rate==1'], dropped_iterations: ['count==0'] }
  for (const [name, { p95Ms }] of Object.entries(file.thresholds)) {
    const tag = endpoints.includes(name) ? 'ep' : kinds.has(name) ? 'kind' : null
    if (tag !== null) thresholds[`http_req_duration{${tag}:${name}}`] = [`p(95)<${p95Ms}`]
  }
  for (const ep of endpoints)
    for (const outcome of outcomes) thresholds[`answers{ep:${ep},outcome:${outcome}}`] = ['count>=0']
  return { scenarios, thresholds }
}

/**
 * The table of status by endpoint, and all figures as JSON for whoever draws them.
 * @param {{ metrics: Record<string, { values: Record<string, number>, thresholds?: Record<string, { ok: boolean }> }> }} data
 */
export const summarise = (data) => {
  const lines = Object.entries(data.metrics)
    .map(([name, { values }]) => ({ found: /^answers\{ep:(.+),outcome:(\d+)\}$/.exec(name), count: values.count ?? 0 }))
    .filter(({ found, count }) => found !== null && count > 0)
    .map(
      ({ found, count }) =>
        `  ${(found?.[1] ?? '').padEnd(16)} ${(found?.[2] ?? '').padStart(5)} ${String(count).padStart(8)}`,
    )
  const missed = Object.entries(data.metrics)
    .filter(([, { thresholds }]) => Object.values(thresholds ?? {}).some(({ ok }) => !ok))
    .map(([name]) => `  ${name}`)
  const durations = Object.entries(data.metrics)
    .filter(([name]) => name.startsWith('http_req_duration'))
    .map(
      ([name, { values }]) =>
        `  ${name}: p50 ${values.med?.toFixed(1)} p95 ${values['p(95)']?.toFixed(1)} max ${values.max?.toFixed(1)} ms`,
    )
  const text = [
    'answers by endpoint and status',
    ...lines.sort(),
    'durations',
    ...durations,
    missed.length === 0 ? 'all thresholds met' : 'thresholds missed',
    ...missed,
    '',
  ].join('\n')
  return { stdout: text, 'load-summary.json': JSON.stringify(data, null, 2) }
}
