import { startGuarded } from '@/server/testing/guarded-process'
import { runBurst } from './burst'
import { atLeast, atMost, type Claim, type Found, isMet, nothingFailed } from './claims'
import { redisFaults, runRedisOutage } from './outages'
import { runOverload } from './overload'
import { type PartsFault, type PartsTarget, startParts } from './parts-target'
import { runWithRender } from './render'
import { steadyLoad } from './steady'
import { type Bare, type LoadApp, startLoadApp } from './target'

/** A gate that is run with a fault built in, and without it on the same server. */
type Control = {
  readonly name: string
  readonly gate: string
  readonly withFault: () => Promise<Found>
  readonly without: () => Promise<Found>
}

/** More in flight than there are clients: no cap. */
const noCap = '10000'

const controls = (target: LoadApp, bare: Bare): readonly Control[] => [
  {
    name: 'limits by address',
    gate: 'B1',
    withFault: () => onParts('one-address', steadyOn),
    without: () => onParts('none', steadyOn),
  },
  { name: 'a backlog of 16', gate: 'B6', withFault: () => burstOn(16), without: () => burstOn(4_096) },
  {
    name: 'no in-flight cap',
    gate: 'B7',
    withFault: () => overloadOn({ MAX_INFLIGHT: noCap }),
    without: () => overloadOn({}),
  },
  {
    name: 'ioredis as it comes',
    gate: 'B10',
    withFault: () => onParts('patient-redis', outageOn),
    without: () => onParts('none', outageOn),
  },
  {
    name: 'renders at normal priority',
    gate: 'B9',
    withFault: () => runWithRender(target, bare, { sourceSeconds: 20, isAtNormalPriority: true }),
    without: () => runWithRender(target, bare, { sourceSeconds: 20 }),
  },
]

/** Each fault must fail its gate: this proves that the gates can see what they are there for. */
export const runControls = async (target: LoadApp, bare: Bare, wanted: readonly string[]): Promise<Found> => {
  const all: Found[] = []
  for (const { name, gate, withFault, without } of controls(target, bare)) {
    if (wanted.length > 0 && !wanted.includes(gate)) continue
    const faulty = await withFault()
    const sound = await without()
    // What this machine misses by itself says nothing about the fault.
    const isMetWithout = ({ name: wanted }: Claim) => sound.claims.some((each) => each.name === wanted && isMet(each))
    const missed = faulty.claims.filter((claim) => !isMet(claim) && isMetWithout(claim))
    const wrong = sound.claims.filter((claim) => !claim.isAbsolute && !isMet(claim))
    const said = (claims: readonly Claim[]) =>
      claims.map((claim) => `${claim.name} ${Number(claim.value.toPrecision(3))} ${claim.unit}`).join('; ')
    all.push({
      claims: [
        atLeast(`control ${gate}`, `${name}: claims that fail`, missed.length, 1, ''),
        atMost(`control ${gate}`, `without: claims that fail`, wrong.length, 0, ''),
      ],
      notes: [
        `${name} fails ${gate}: ${said(missed) || 'NOT SEEN'}`,
        ...(wrong.length > 0 ? [`${gate} fails without it too: ${said(wrong)}`] : []),
        ...faulty.notes,
      ],
      samples: faulty.samples ?? [],
    })
  }
  return {
    claims: all.flatMap(({ claims }) => claims),
    notes: all.flatMap(({ notes }) => notes),
    samples: all.flatMap(({ samples = [] }) => samples),
  }
}

const onParts = async (fault: PartsFault, run: (target: PartsTarget) => Promise<Found>): Promise<Found> => {
  const target = await startParts(fault)
  return run(target).finally(target.stop)
}

const steadyOn = async (target: PartsTarget): Promise<Found> => {
  const samples = await steadyLoad(target, { seconds: 60 })
  const failed = samples.filter(({ outcome }) => outcome !== '200').length
  return {
    samples,
    claims: nothingFailed('B1', samples),
    notes: [`${((100 * failed) / samples.length).toFixed(0)} % of ${samples.length} failed`],
  }
}

const overloadOn = async (env: Readonly<Record<string, string>>): Promise<Found> => {
  const app = await startLoadApp(env)
  return runOverload(app, 10).finally(app.stop)
}

const burstOn = async (backlog: number): Promise<Found> => {
  const server = await startGuarded({ backlog })
  return runBurst(server).finally(server.kill)
}

const outageOn = async (target: PartsTarget): Promise<Found> => {
  const [fault] = redisFaults(target.services)
  return runRedisOutage(target, fault, { beforeS: 4, outageS: 6, afterS: 8 })
}
