import { describe, test } from 'vitest'

// What only some machines can do. Where it is skipped its name says why, and `npm test` prints that name.

const skipped = (name: string, lacking: string): string => `${name} (skipped: ${lacking})`

/** `describeWhere(canMount(), 'nothing may be mounted here')('the disk', () => …)` */
export const describeWhere = (isHere: boolean, lacking: string) => (name: string, body: () => void) =>
  describe.runIf(isHere)(isHere ? name : skipped(name, lacking), () => body())

/** The same for one test. */
export const testWhere = (isHere: boolean, lacking: string) => (name: string, body: () => Promise<void> | void) =>
  test.runIf(isHere)(isHere ? name : skipped(name, lacking), () => body())
