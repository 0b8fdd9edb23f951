import { atMost, type Found, isNamed, latenciesOf, nothingFailed, p95, within } from './claims'
import { steadyLoad } from './steady'
import { type LoadApp, onOwnCore } from './target'

const users = 1_000
const ratePerSecond = 800

/** B5: a thousand connections that stay open, twice the rate of B1. */
export const runCrowd = async (target: LoadApp, seconds: number): Promise<Found> => {
  const samples = await onOwnCore(async () => {
    // Code that was never run is slow; twice the rate of B1 at once is no morning.
    await steadyLoad(target, { seconds: 4, ratePerSecond: 200 })
    return steadyLoad(target, { seconds, users, ratePerSecond })
  })
  return {
    samples,
    claims: [
      ...nothingFailed('B5', samples),
      atMost('B5', 'answers missing', Math.abs(ratePerSecond * seconds - samples.length), 1, 'requests'),
      within('B5', 'live p95', p95(latenciesOf(samples, isNamed('live'))), 40),
      within('B5', 'overall p95', p95(latenciesOf(samples)), 250),
    ],
    notes: [`${ratePerSecond}/s over ${users} connections for ${seconds} s`],
  }
}
