import { serveGuarded } from '../../scripts/guarded-server.mjs'
import { serveMedia } from '../api/serve-media'
import { answerTus } from '../api/serve-tus'
import { handleTrpc } from '../api/trpc-handler'
import { requestContext } from '../compose-app'
import type { Guard } from '../platform'
import { startWeb } from '../start-web'
import { bridge } from './http-bridge'

// A web process without Next's pages: the guard, the probes, the doors and the composition that it has in service. chaos-web.ts PORT
type Parts = { clipforgeDoor?: typeof import('../api/doors').findDoor; clipforgeGuard?: Guard }

const web = await serveGuarded({ hostname: '127.0.0.1', port: Number(process.argv[2]) })
await startWeb()
const { clipforgeDoor: findDoor, clipforgeGuard: guard } = globalThis as typeof globalThis & Parts
if (guard === undefined || findDoor === undefined) throw new Error('The web process did not start.')

const rest = bridge(async (request) => {
  const { pathname } = new URL(request.url)
  if (pathname.startsWith('/api/trpc/')) return handleTrpc(request)
  if (pathname.startsWith('/api/uploads')) return answerTus(request)
  if (pathname.startsWith('/media/')) return serveMedia(request, await requestContext())
  return new Response('A page of Next’s.', { headers: { 'content-type': 'text/html' } })
})
web.open({ guard, route: (request) => findDoor(request) ?? rest })
console.log('ready')
