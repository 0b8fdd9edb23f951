import { getApp } from './compose-app'
import { isDomainError } from './errors'

/**
 * What Next tells instrumentation.ts of: a page or a route that failed. `route` is its pattern. Procedures report theirs themselves, and
 * what a DomainError foresaw is no fault.
 */
export const reportRequestError = async (
  error: unknown,
  { route, requestId }: { readonly route: string; readonly requestId: string | undefined },
): Promise<void> => {
  if (isDomainError(error) || (error instanceof Error && isDomainError(error.cause))) return
  const app = await getApp().catch(() => null)
  if (app === null) return console.error(error)
  app.context.ports.errors.report(error, { where: 'page', name: route, requestId })
}
