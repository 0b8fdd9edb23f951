import type { App } from '@/server/compose-app'
import { readEnv } from '@/server/env'
import { openTestApp, type TestApp } from './app-context'

/** Makes this the one app of a web process, where server/compose-app.ts keeps it; what is returned puts back what was there before. */
export const asWebApp = ({ ctx, database }: TestApp, changes: Partial<App> = {}): (() => void) => {
  const before: unknown = Reflect.get(globalThis, 'clipforgeWeb')
  const web: App = {
    context: ctx,
    env: readEnv({}),
    pool: database.pool,
    redis: null,
    close: async () => undefined,
    ...changes,
  }
  Object.assign(globalThis, { clipforgeWeb: Promise.resolve(web) })
  return () => void Object.assign(globalThis, { clipforgeWeb: before })
}

/** A test's app that is the one app of this process until it is closed. */
export const openWebApp = async (
  overrides: Parameters<typeof openTestApp>[0] = {},
  changes: Partial<App> = {},
): Promise<TestApp> => {
  const app = await openTestApp(overrides)
  const leave = asWebApp(app, changes)
  return {
    ...app,
    close: async () => {
      leave()
      await app.close()
    },
  }
}
