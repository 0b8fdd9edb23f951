import type { IncomingMessage } from 'node:http'
import { readHealth, waitingPage } from '@/server/platform'

/** Pages that are drawn from the database. The others are the same for everybody. */
const drawnFromData = /^\/(projects|clips|settings|admin|invite)(\/|\?|$)/

const words = {
  title: 'Back in a moment',
  heading: 'We’ll be right back',
  text: 'ClipForge does not answer right now. Your videos and clips are kept, and this page opens by itself.',
} as const

/** While the database is known to be away nobody waits for a page that could only say so; null: the page can be asked for. */
export const awayPage = ({ method, url = '', headers }: IncomingMessage): Response | null => {
  const isDocument = (method === 'GET' || method === 'HEAD') && (headers.accept?.includes('text/html') ?? false)
  if (!isDocument || !drawnFromData.test(url)) return null
  if (readHealth().components['postgres:responseTime'].status !== 'fail') return null
  // Spread, so that not all come back in the same second.
  const { status, headers: said, body } = waitingPage({ ...words, retryAfterS: 3 + Math.floor(3 * Math.random()) })
  return new Response(body, { status, headers: said })
}
