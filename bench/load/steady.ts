import { median } from '../bench'
import { quantileOf, runOpenLoop, type Sample } from '../open-loop'
import { atMost, type Found, isKind, isNamed, latenciesOf, nothingFailed, p95, within } from './claims'
import { cpuSeconds } from './cpu'
import { watchHealthStatements } from './health-statements'
import { gates, type ScenarioName, scenarios, turnsOf } from './scenarios'
import { type Bare, type LoadApp, onOwnCore, type Target } from './target'

/** What B1 is: these two scenarios at once. */
const steadyScenarios: readonly ScenarioName[] = ['probes', 'reads']

export const steadyRate = steadyScenarios.reduce((sum, name) => sum + scenarios[name].ratePerSecond, 0)

/** The mix of B1: evenly paced, both scenarios taking turns, 200 users with connections of their own. */
export const steadyLoad = (
  target: Target,
  options: {
    readonly seconds: number
    readonly ratePerSecond?: number
    readonly users?: number
    readonly signal?: AbortSignal
  },
): Promise<readonly Sample[]> => {
  target.renamed.clear()
  const turns = steadyScenarios.map((name) => turnsOf(name, target))
  return runOpenLoop({
    ratePerSecond: steadyRate,
    users: 200,
    ...options,
    turn: async (_user, turn, send) => {
      await turns[turn % turns.length]?.(Math.floor(turn / turns.length), send)
    },
  })
}

type Options = { readonly pairs: number; readonly appSeconds: number; readonly bareSeconds: number }

/** B1 to B4, and B8 meanwhile: the app and a server that does nothing, in turns, on the same core. */
export const runSteady = async (
  target: LoadApp,
  bare: Bare,
  { pairs, appSeconds, bareSeconds }: Options,
): Promise<Found & { readonly bareP95Ms: readonly number[] }> => {
  const bareTarget: Target = { ...target, base: bare.base, renamed: new Map() }
  await onOwnCore(() => steadyLoad(target, { seconds: 2, ratePerSecond: 100 }))
  const statements = await watchHealthStatements(target.app.databaseUrl)
  const blocks: { readonly app: readonly Sample[]; readonly bare: readonly Sample[] }[] = []
  let webSeconds = 0
  await onOwnCore(async () => {
    for (let pair = 0; pair < pairs; pair += 1) {
      const bareBlock = await steadyLoad(bareTarget, { seconds: bareSeconds })
      const before = cpuSeconds(target.app.web.pid())
      blocks.push({ bare: bareBlock, app: await steadyLoad(target, { seconds: appSeconds }) })
      webSeconds += cpuSeconds(target.app.web.pid()) - before
    }
  })
  const perSecond = await statements.end()
  const samples = blocks.flatMap(({ app }) => app)
  const ratio = (name: string) =>
    median(blocks.map((block) => p95(latenciesOf(block.app, isNamed(name))) / p95(latenciesOf(block.bare))))
  const live = latenciesOf(samples, isNamed('live'))
  const expected = steadyRate * appSeconds * pairs
  return {
    samples,
    bareP95Ms: blocks.map((block) => p95(latenciesOf(block.bare))),
    claims: [
      ...nothingFailed('B1', samples),
      atMost('B1', 'answers missing', Math.abs(expected - samples.length), 1, 'requests'),
      within('B2', 'live p50', quantileOf(live, 0.5), gates.live.p50Ms),
      within('B2', 'live p90', quantileOf(live, 0.9), gates.live.p90Ms),
      within('B2', 'live p95', p95(live), gates.live.p95Ms),
      within('B2', 'live p99', quantileOf(live, 0.99), gates.live.p99Ms),
      atMost('B2', 'live p95, times bare', ratio('live'), gates.live.bareRatio, 'x'),
      within('B3', 'health p95', p95(latenciesOf(samples, isNamed('health'))), gates.health.p95Ms),
      atMost('B3', 'health p95, times bare', ratio('health'), gates.health.bareRatio, 'x'),
      within('B4', 'read p95', p95(latenciesOf(samples, isKind('read'))), gates.read.p95Ms),
      within('B4', 'write p95', p95(latenciesOf(samples, isKind('write'))), gates.write.p95Ms),
      atMost('B8', 'health statements a second', perSecond, 0.2, '/s'),
    ],
    notes: [
      `${steadyRate}/s from 200 users for ${pairs} x ${appSeconds} s, in turns with ${bareSeconds} s of bare: ${samples.length} of ${expected} answered`,
      `the web process used ${((100 * webSeconds) / pairs / appSeconds).toFixed(0)} % of a core, ${((1_000 * webSeconds) / samples.length).toFixed(2)} ms a request`,
    ],
  }
}
