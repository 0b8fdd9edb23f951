import { setTimeout as sleep } from 'node:timers/promises'
import { startBalancer } from '@/server/testing/balancer'
import type { Sample } from '../open-loop'
import { atMost, type Found, latenciesOf, nothingFailed, p95 } from './claims'
import { steadyLoad } from './steady'
import type { LoadApp } from './target'

/** A process is told to end this long before it does; two looks of the balancer. */
export const predrainMs = 1_500
const probeEveryMs = 500
const longestS = 300

/** B12: two web processes behind a balancer, replaced one after the other under B1. */
export const runRollingRestart = async (target: LoadApp): Promise<Found> => {
  const second = await target.app.addWeb()
  const balancer = await startBalancer({ backends: [target.port, second.port], probeEveryMs })
  const ready = async (count: number) => {
    while (balancer.ready().length !== count) await sleep(50)
  }
  try {
    await ready(2)
    const over = new AbortController()
    const load = steadyLoad({ ...target, base: balancer.url }, { seconds: longestS, signal: over.signal })
    await sleep(2_000)
    const codes: (number | null)[] = []
    for (const web of [target.app.web, second]) {
      codes.push(await web.end())
      await web.start()
      await ready(2)
      await sleep(1_000)
    }
    over.abort()
    const samples = await load
    // That a process which drains is not ready is how a balancer learns of it, whoever asks.
    const drains = ({ name, outcome }: Sample) => name === 'ready' && outcome === '503'
    return {
      samples,
      claims: [
        ...nothingFailed(
          'B12',
          samples.filter((sample) => !drains(sample)),
        ),
        atMost('B12', 'ends with another code than 0', codes.filter((code) => code !== 0).length, 0, 'processes'),
      ],
      notes: [
        `two processes replaced under ${samples.length} requests, p95 ${p95(latenciesOf(samples)).toFixed(0)} ms through a balancer in the generator's own process`,
      ],
    }
  } finally {
    await balancer.close()
    await second.end()
  }
}
