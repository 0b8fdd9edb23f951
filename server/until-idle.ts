import { setTimeout as sleep } from 'node:timers/promises'

const lookMs = 20

/** Resolves when nothing is under way any more, or after `mostMs`. */
export const untilIdle = async (busy: () => number, mostMs: number): Promise<void> => {
  const deadline = performance.now() + mostMs
  while (busy() > 0 && performance.now() < deadline) await sleep(lookMs)
}
