import { createHash } from 'node:crypto'
import http from 'node:http'

export type TusAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Readonly<Record<string, unknown>>
}

export type TusRequest = {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Sends only this much of the body, then cuts the connection. */
  readonly cutAfter?: number
  /** Sends only this much of the body and then nothing more. */
  readonly stallAfter?: number
}

/** Speaks tus byte by byte over a socket of its own, so that a test can break any rule of it. */
export const createTusClient = (origin: string, standing: Readonly<Record<string, string>> = {}) => {
  const send = (request: TusRequest): Promise<TusAnswer> =>
    new Promise((resolve, reject) => {
      const url = new URL(request.path, origin)
      const sent = http.request(url, {
        method: request.method,
        agent: false,
        headers: {
          'tus-resumable': '1.0.0',
          origin: 'http://localhost:3000',
          ...standing,
          ...(request.body ? { 'content-length': String(request.body.length) } : {}),
          ...request.headers,
        },
      })
      sent.once('response', (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          const isJson = text !== '' && String(response.headers['content-type']).includes('json')
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
          })
          sent.destroy()
        })
      })
      sent.once('error', reject)
      const only = request.cutAfter ?? request.stallAfter
      if (only === undefined) sent.end(request.body)
      else
        sent.write(request.body?.subarray(0, only) ?? '', () => {
          if (request.cutAfter !== undefined) setImmediate(() => sent.destroy(new Error('cut by the test')))
        })
    })
  const create = async (sizeBytes: number, metadata: Readonly<Record<string, string>> = {}): Promise<string> => {
    const answer = await send({ method: 'POST', path: '/api/uploads', headers: creation(sizeBytes, metadata) })
    if (answer.status !== 201) throw new Error(`not created: ${answer.status} ${JSON.stringify(answer.body)}`)
    return String(answer.headers.location)
  }
  const patch = (path: string, offset: number, body: Uint8Array, extra: Partial<TusRequest> = {}): Promise<TusAnswer> =>
    send({
      method: 'PATCH',
      path,
      body,
      ...extra,
      headers: {
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
        ...extra.headers,
      },
    })
  const offsetOf = async (path: string): Promise<number> => {
    const { status, headers } = await send({ method: 'HEAD', path })
    if (status !== 200) throw new Error(`no offset: ${status}`)
    return Number(headers['upload-offset'])
  }
  return { send, create, patch, offsetOf }
}

export const creation = (
  sizeBytes: number,
  metadata: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  'upload-length': String(sizeBytes),
  'upload-metadata': Object.entries({ filename: 'talk.mp4', ...metadata })
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(','),
})

export const checksumOf = (bytes: Uint8Array): Record<string, string> => ({
  'upload-checksum': `sha256 ${createHash('sha256').update(bytes).digest('base64')}`,
})

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
