import { createHumanDetector } from '../human'

/** A parent for a test to kill: opens a pool, says so, and waits. */
await createHumanDetector().open({ workers: 2 })
process.send?.('open')
setInterval(() => undefined, 1000)
