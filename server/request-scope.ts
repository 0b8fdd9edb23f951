import { AsyncLocalStorage } from 'node:async_hooks'

// The bundler gives pages and doors copies of this module; globalThis they share.
const shared = globalThis as typeof globalThis & { clipforgeRequest?: AsyncLocalStorage<string> }
const scope = (): AsyncLocalStorage<string> => {
  shared.clipforgeRequest ??= new AsyncLocalStorage()
  return shared.clipforgeRequest
}

/**
 * Everything that `work` starts belongs to this request: what is shared by all requests, as the pool of connections, can tell. Prisma starts when
 * somebody waits, so `work` has to.
 */
export const withRequestId = <T>(requestId: string, work: () => T): T => scope().run(requestId, work)

/** null: on nobody's behalf. */
export const currentRequestId = (): string | null => scope().getStore() ?? null
