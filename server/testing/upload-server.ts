import { contextOf, identify } from '@/server/api/context'
import { serveTus } from '@/server/api/serve-tus'
import { serveDoor } from './http-bridge'

/** The upload door with the app's own composition, in a process that a test or a bench may kill; says its address once it listens. */
const server = await serveDoor(async (request) => {
  const app = await contextOf(request.headers)
  return serveTus(request, app, () => identify(app, request.headers))
})
console.log(server.url)
