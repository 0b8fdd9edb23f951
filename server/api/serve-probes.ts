import type { IncomingMessage, ServerResponse } from 'node:http'
import { type App, getApp } from '@/server/compose-app'
import {
  answerProbeNow,
  forwardedHeader,
  isBearer,
  isForwarded,
  isLocalCaller,
  methodRefusal,
  type ProbeAnswer,
  peerHeader,
  sendAnswer,
} from '@/server/platform'

/** Behind the routes at /health: for hosting where our own server does not stand before Next. */
export const serveProbe = (request: Request): Response => {
  const { method, headers } = request
  const path = new URL(request.url).pathname
  const answer = answerProbeNow({ method, path, authorization: headers.get('authorization') })
  return answer === null ? new Response(null, { status: 404 }) : toResponse(request, answer)
}

/** Behind the route at /metrics. Nobody vouches for who is at the other end there, so that only the token opens it. */
export const serveMetrics = async (request: Request): Promise<Response> =>
  toResponse(
    request,
    await answerMetrics(await getApp(), {
      method: request.method,
      authorization: request.headers.get('authorization'),
      isLocal: false,
    }),
  )

/** /metrics of a web process: the front in front of it says who is at the other end. */
export const metricsDoor = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const peer = String(request.headers[peerHeader] ?? '')
  sendAnswer(request, response, await answerMetricsRequest(await getApp(), request, peer))
}

/** Of the process whose app it is, a worker's too. `peer`: the address at the other end. */
export const answerMetricsRequest = (
  app: MetricsApp,
  request: IncomingMessage,
  peer: string = request.socket.remoteAddress ?? '',
): Promise<ProbeAnswer> =>
  answerMetrics(app, {
    method: request.method ?? 'GET',
    authorization: request.headers.authorization ?? null,
    isLocal: isOnThisMachine(request, peer),
  })

/** A worker has no front that would have looked for it whether somebody passed a request on. */
const isOnThisMachine = (request: IncomingMessage, peer: string): boolean => {
  const { host = '', [forwardedHeader]: forwarded } = request.headers
  const headers = new Headers({ host, [peerHeader]: peer })
  if (forwarded !== undefined || isForwarded(request)) headers.set(forwardedHeader, '1')
  return isLocalCaller(headers)
}

type MetricsApp = Pick<App, 'context' | 'env'>
type MetricsRequest = {
  readonly method: string
  readonly authorization: string | null
  readonly isLocal: boolean
}

/** Figures for Prometheus, on this machine or with the operators' token; for everybody else there is no such page. */
const answerMetrics = async (
  app: MetricsApp,
  { method, authorization, isLocal }: MetricsRequest,
): Promise<ProbeAnswer> => {
  const headers = { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' }
  if (method !== 'GET' && method !== 'HEAD') return methodRefusal
  if (!isLocal && !isBearer(authorization, app.env.OPS_TOKEN ?? null))
    return { status: 404, headers, body: 'Not found' }
  const { contentType, body } = await app.context.ports.metrics.text()
  return { status: 200, headers: { ...headers, 'content-type': contentType }, body }
}

const toResponse = (request: Request, { status, headers, body }: ProbeAnswer): Response =>
  new Response(request.method === 'HEAD' ? null : body, { status, headers })
