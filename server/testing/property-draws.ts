import fc from 'fast-check'

// Set up in CI (vitest.config.ts): a property is tried on the same cases in every run, so that the verdict on a commit comes out the same again.
// Anywhere else each run draws its own, and may find what no run before has met.
fc.configureGlobal({ seed: 1 })
