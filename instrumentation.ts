/**
 * Next calls this once before its first request. What it puts on globalThis is compiled with the app and shares its connections: the guard, the
 * doors and the background loop of the probes. The server in front of Next (scripts/web.mjs) finds them there.
 */
export const register = async (): Promise<void> => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startWeb } = await import('@/server/start-web')
  await startWeb()
}
