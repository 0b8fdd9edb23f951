/**
 * Next calls this once before its first request. What it puts on globalThis is compiled with the app and shares its connections; the server in
 * front of Next (scripts/web.mjs) hands it the requests that would cost too much on their way through Next.
 */
export const register = async (): Promise<void> => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { findDoor } = await import('@/server/api/doors')
  Object.assign(globalThis, { clipforgeDoor: findDoor })
}
