import http from 'node:http'
import { writeCall } from '../../load/plan-request.js'

export type Batch = {
  readonly port: number
  readonly host: string
  readonly origin: string
  readonly procedure: string
  readonly isWrite: boolean
  /** Of one call, as JSON; `{projectId}` and `{turn}` are filled in. */
  readonly input: string
  readonly count: number
  readonly identities: readonly { readonly token: string; readonly projectId: string }[]
}

const atOnce = 8

/** Started by bench/calls.bench.ts: sends each batch it is told of, eight calls at once, and says how many were not answered well. */
process.on('message', async (batch: Batch) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce })
  let next = 0
  let failed = 0
  const sendInTurn = async () => {
    while (next < batch.count) if ((await send(batch, next++, agent)) !== 200) failed += 1
  }
  await Promise.all(Array.from({ length: atOnce }, sendInTurn))
  agent.destroy()
  process.send?.(failed)
})

const send = (batch: Batch, turn: number, agent: http.Agent): Promise<number> =>
  new Promise((resolve) => {
    const { token, projectId } = batch.identities[turn % batch.identities.length] ?? { token: '', projectId: '' }
    const input = batch.input.replaceAll('{projectId}', projectId).replaceAll('{turn}', String(turn))
    const { method, path, headers, body } = writeCall(batch.procedure, batch.isWrite, input, token, batch.origin)
    const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) }
    const call = http.request(
      {
        agent,
        host: '127.0.0.1',
        port: batch.port,
        method,
        path,
        headers: { ...headers, ...length, host: batch.host },
      },
      (response) => response.resume().once('end', () => resolve(response.statusCode ?? 0)),
    )
    call.once('error', () => resolve(0))
    call.end(body ?? undefined)
  })
