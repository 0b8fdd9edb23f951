import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createDiskObjectStore } from '@/server/adapters/object-store/disk'
import { createContext } from '@/server/compose'
import { installSample } from '@/server/projects'
import { openTestApp } from '@/server/testing/app-context'
import { makeTalk } from '@/server/testing/generated-media'
import { runOpenLoop } from '../open-loop'
import { type Found, latenciesOf, nothingFailed, p95 } from './claims'
import { type ScenarioName, scenarios, turnsOf } from './scenarios'
import { type LoadApp, onOwnCore } from './target'

/** A scenario of load/scenarios.json that no gate has figures for: nothing may fail. */
export const runScenario = async (target: LoadApp, name: ScenarioName, seconds: number): Promise<Found> => {
  const { ratePerSecond, users, what } = scenarios[name]
  const turn = turnsOf(name, target)
  const samples = await onOwnCore(() =>
    runOpenLoop({ ratePerSecond, seconds, users, turn: (_user, index, send) => turn(index, send) }),
  )
  return {
    samples,
    claims: nothingFailed(name, samples),
    notes: [`${name}: ${what}: ${ratePerSecond}/s for ${seconds} s, p95 ${p95(latenciesOf(samples)).toFixed(0)} ms`],
  }
}

/** With a worker, and a talk of twenty seconds in the place of the sample. */
export const runProcessing = async (target: LoadApp, seconds: number): Promise<Found> => {
  await putSample(target)
  await target.app.worker.start()
  try {
    return await runScenario(target, 'processing', seconds)
  } finally {
    await target.app.worker.kill()
  }
}

const putSample = async ({ app }: LoadApp): Promise<void> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-load-sample-'))
  const objects = await createDiskObjectStore({ dir: path.join(app.dataDir, 'objects') })
  const tester = await openTestApp({ ports: { objects } })
  try {
    const talk = makeTalk(dir)
    const poster = path.join(dir, 'poster.jpg')
    execFileSync('ffmpeg', ['-v', 'error', '-i', talk.video, '-frames:v', '1', '-y', poster])
    await installSample(tester.ctx, await createContext(), { ...talk, poster })
  } finally {
    await tester.close()
    await rm(dir, { recursive: true, force: true })
  }
}
