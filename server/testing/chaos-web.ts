import { serveGuarded } from '../../scripts/guarded-server.mjs'
import { serveMedia } from '../api/serve-media'
import { answerTus } from '../api/serve-tus'
import { handleTrpc } from '../api/trpc-handler'
import { requestContext } from '../compose-app'
import { bridge } from './http-bridge'
import { startOneProcessWeb } from './one-process-web'

// A web process without Next's pages: the guard, the probes, the doors and the composition that it has in service. chaos-web.ts PORT
const web = await serveGuarded({ hostname: '127.0.0.1', port: Number(process.argv[2]) })
const rest = bridge(async (request) => {
  const { pathname } = new URL(request.url)
  if (pathname.startsWith('/api/trpc/')) return handleTrpc(request)
  if (pathname.startsWith('/api/uploads')) return answerTus(request)
  if (pathname.startsWith('/media/')) return serveMedia(request, await requestContext())
  return new Response('A page of Next’s.', { headers: { 'content-type': 'text/html' } })
})
web.open(await startOneProcessWeb(rest))
console.log('ready')
