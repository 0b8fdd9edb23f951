import { runBurst } from './burst'
import type { Claim, Found } from './claims'
import { runControls } from './controls'
import { runCrowd } from './crowd'
import { runHostile } from './hostile'
import { runLimiter } from './limiter'
import type { Fault, Phases } from './outages'
import { postgresFaults, redisFaults, runIdleOutage, runPostgresOutage, runRedisOutage } from './outages'
import { runOverload } from './overload'
import { runWithRender } from './render'
import { predrainMs, runRollingRestart } from './rolling'
import { runProcessing, runScenario } from './side'
import { runSoak } from './soak'
import { runSteady } from './steady'
import type { Bare, LoadApp } from './target'

export const predrain = predrainMs

export type Part = { readonly name: string; run(target: LoadApp, bare: Bare): Promise<Found> }

type Maker = (isWhole: boolean) => Part['run']

const phasesOf = (isWhole: boolean): Phases =>
  isWhole ? { beforeS: 20, outageS: 20, afterS: 20 } : { beforeS: 4, outageS: 5, afterS: 9 }

const servicesOf = ({ app }: LoadApp) => {
  if (app.services === null) throw new Error('The app has no databases of its own to take away.')
  return app.services
}

const join = (all: readonly Found[], more: readonly Claim[] = []): Found => ({
  claims: [...all.flatMap(({ claims }) => claims), ...more],
  notes: all.flatMap(({ notes }) => notes),
  samples: all.flatMap(({ samples = [] }) => samples),
})

const inTurn = async (faults: readonly Fault[], run: (fault: Fault) => Promise<Found>): Promise<Found> => {
  const all: Found[] = []
  for (const fault of faults) all.push(await run(fault))
  return join(all)
}

const steady: Maker = (isWhole) => (target, bare) =>
  runSteady(target, bare, { pairs: 3, appSeconds: isWhole ? 20 : 5, bareSeconds: isWhole ? 10 : 3 })

const postgres: Maker = (isWhole) => async (target) => {
  const faults = postgresFaults(servicesOf(target))
  const found = await inTurn(faults, (fault) => runPostgresOutage(target, fault, phasesOf(isWhole)))
  // Frozen is the later one to be noticed: each look waits for its deadline.
  return isWhole ? join([found, await inTurn(faults, (fault) => runIdleOutage(target, fault))]) : found
}

/** In the order in which they run: what leaves the process with a past (restarted, its address used up) comes late. */
const makers: Readonly<Record<string, Maker>> = {
  steady,
  B5: (isWhole) => (target) => runCrowd(target, isWhole ? 60 : 8),
  B6: () => (target) => runBurst({ port: target.port, pid: target.app.web.pid() }),
  B7: (isWhole) => (target) => runOverload(target, isWhole ? 30 : 8),
  database: (isWhole) => (target) => runScenario(target, 'database', isWhole ? 60 : 5),
  uploads: (isWhole) => (target) => runScenario(target, 'uploads', isWhole ? 60 : 5),
  processing: (isWhole) => (target) => runProcessing(target, isWhole ? 60 : 10),
  B9: (isWhole) => (target, bare) =>
    runWithRender(target, bare, isWhole ? { sourceSeconds: 20, pairs: 3 } : { sourceSeconds: 8 }),
  B10: (isWhole) => (target) =>
    inTurn(redisFaults(servicesOf(target)), (fault) => runRedisOutage(target, fault, phasesOf(isWhole))),
  B14: (isWhole) => (target) => runLimiter(target, { isWhole }),
  B12: () => runRollingRestart,
  B15: (isWhole) => (target) => runHostile(target, { isWhole }),
  B11: postgres,
}

/** One run tells all of these. */
const steadyNames = new Set(['B1', 'B2', 'B3', 'B4', 'B8', 'probes', 'reads', 'steady'])

/** What the arguments ask for; nothing asks for everything but B13, and `short` for short runs. @throws for a name that there is not */
export const choose = (given: readonly string[]): readonly Part[] => {
  const args = given.filter((name) => name !== 'short')
  const [first, ...rest] = args
  const isWhole = args.length > 0 && args.length === given.length
  if (first === 'soak' || first === 'B13') {
    const minutes = Number(rest[0] ?? 5)
    return [{ name: `B13, ${minutes} min`, run: (target) => runSoak(target, minutes) }]
  }
  if (first === 'controls') return [{ name: 'controls', run: (target, bare) => runControls(target, bare, rest) }]
  const isEverything = first === undefined || first === 'all'
  const wanted = new Set(args.map((name) => (steadyNames.has(name) ? 'steady' : name)))
  const unknown = isEverything ? [] : [...wanted].filter((name) => !(name in makers))
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}: ${Object.keys(makers).join(', ')}.`)
  const parts = Object.entries(makers)
    .filter(([name]) => isEverything || wanted.has(name))
    .map(([name, maker]) => ({ name: name === 'steady' ? 'B1-B4, B8' : name, run: maker(isWhole) }))
  return first === 'all'
    ? [...parts, { name: 'controls', run: (target, bare) => runControls(target, bare, []) }]
    : parts
}
