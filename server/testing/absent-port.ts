/** A port that a test does not bring: says so when it is used. */
export const absentPort = <T extends object>(name: string): T =>
  // Safe: every use throws before a value of T could be missed.
  new Proxy({} as T, {
    get: (_target, property) => {
      throw new Error(`The test's context has no ${name}, and ${String(property)} of it was used.`)
    },
  })
