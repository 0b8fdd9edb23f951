import { setTimeout as sleep } from 'node:timers/promises'
import { type Identity, signedIn, writeCall } from '../../load/plan-request.js'
import type { Send } from '../open-loop'
import type { Flow } from './scenarios'

type Place = { readonly base: string; readonly origin: string; readonly host: string; readonly identity: Identity }

/** An upload begun, some of its parts, how far it came, and taken back. */
export const upload = async (
  { sizeBytes, partBytes, parts }: Extract<Flow, { kind: 'upload' }>,
  { base, origin, host, identity }: Place,
  send: Send,
): Promise<void> => {
  const headers = { ...signedIn(identity.token, origin), host, 'tus-resumable': '1.0.0' }
  const begun = await send({
    name: 'upload-begin',
    method: 'POST',
    url: `${base}/api/uploads`,
    headers: { ...headers, 'upload-length': String(sizeBytes), 'content-length': '0' },
  })
  const { location } = begun.headers
  if (begun.outcome !== '201' || location === undefined) return
  const url = `${base}${location}`
  const part = Buffer.alloc(partBytes, 7)
  for (let index = 0; index < parts; index += 1)
    await send({
      name: 'upload-part',
      method: 'PATCH',
      url,
      headers: {
        ...headers,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(index * partBytes),
      },
      body: part,
    })
  await send({ name: 'upload-offset', method: 'HEAD', url, headers })
  await send({ name: 'upload-drop', method: 'DELETE', url, headers })
}

const ended = new Set(['ready', 'failed', 'cancelled'])

/** A project of the sample, asked after until its work is over or patience is. */
export const process = async (
  { pollSeconds, patienceSeconds }: Extract<Flow, { kind: 'process' }>,
  { base, origin, host, identity }: Place,
  send: Send,
): Promise<void> => {
  const call = (procedure: string, isWrite: boolean, input: unknown) => {
    const { path, headers, ...rest } = writeCall(
      procedure,
      isWrite,
      JSON.stringify({ json: input }),
      identity.token,
      origin,
    )
    return send({ name: procedure, url: `${base}${path}`, headers: { ...headers, host }, ...rest })
  }
  const created = await call('project.create', true, { sample: true })
  const id = /"id":"([0-9a-f-]{36})"/.exec(created.text)?.[1]
  if (id === undefined) return
  const until = performance.now() + patienceSeconds * 1_000
  while (performance.now() < until) {
    await sleep(pollSeconds * 1_000)
    const { text } = await call('project.get', false, { id })
    if (ended.has(/"status":"([a-z]+)"/.exec(text)?.[1] ?? '')) return
  }
  await call('project.cancel', true, { id })
}
