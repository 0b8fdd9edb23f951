import type { Instrumentation } from 'next'

/**
 * Next calls this once before its first request. What it puts on globalThis is compiled with the app and shares its connections: the guard, the
 * doors and the background loop of the probes. The server in front of Next (scripts/web.mjs) finds them there.
 */
export const register = async (): Promise<void> => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startWeb } = await import('@/server/start-web')
  await startWeb()
}

/** Next calls this for every page or route that threw. */
export const onRequestError: Instrumentation.onRequestError = async (error, { headers }, { routePath }) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { reportRequestError } = await import('@/server/report-request-error')
  await reportRequestError(error, { route: routePath, requestId: [headers['x-clipforge-request']].flat()[0] })
}
