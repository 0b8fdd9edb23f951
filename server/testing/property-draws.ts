import fc from 'fast-check'

/**
 * Set up for each file of tests. In CI a property is tried on the same cases in every run, so that the verdict on a commit comes out the same
 * again; anywhere else each run draws its own, and may find what no run before has met.
 */
if (process.env.CI) fc.configureGlobal({ seed: 1 })
