import http from 'node:http'
import { answerMetricsRequest } from './api/serve-probes'
import type { App } from './compose-app'

/** /metrics of a worker, where a port is set for it. A port that is taken costs the figures, not the work. */
export const serveWorkerMetrics = (app: Pick<App, 'context' | 'env'>): http.Server | null => {
  const { WORKER_METRICS_PORT: port, WORKER_HOST: host } = app.env
  if (port === undefined) return null
  const { log } = app.context
  const server = http.createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end()
    answerMetricsRequest(app, request).then(
      ({ status, headers, body }) =>
        response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body),
      () => response.writeHead(500).end(),
    )
  })
  server.on('error', (error) => log.error('figures of this worker are not served', { port, cause: error.message }))
  return server.listen(port, host)
}
