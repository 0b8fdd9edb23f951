import type { App } from '@/server/compose-app'
import { readEnv } from '@/server/env'
import type { TestApp } from './app-context'

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
