import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import http from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '@/server/media/limits'

const mebibyte = 1024 ** 2
const partBytes = limits.uploadPartBytes

/** The whole file in one request, as the sink takes it. */
export const putWhole = async (port: number, file: string, sizeBytes: number): Promise<void> => {
  const request = http.request({ host: '127.0.0.1', port, method: 'PUT', headers: { 'content-length': sizeBytes } })
  const answered = once(request, 'response')
  await pipeline(createReadStream(file, { highWaterMark: mebibyte }), request)
  const [response] = (await answered) as [http.IncomingMessage]
  response.resume()
  await once(response, 'end')
}

/** A browser's side of an upload: parts one after the other over one connection, `digests` their SHA-256 in base64. */
export const createUploadClient = (
  url: string,
  token: string,
  file: string,
  sizeBytes: number,
  digests: readonly string[],
) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const { port, host, origin } = new URL(url)
  const open = (method: string, target: string, headers: Record<string, string>) =>
    http.request({
      ...{ host: '127.0.0.1', port, path: target, method, agent },
      headers: { 'tus-resumable': '1.0.0', host, origin, cookie: `clipforge-session=${token}`, ...headers },
    })
  const answerOf = async (request: http.ClientRequest, wanted: number): Promise<http.IncomingMessage> => {
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    response.resume()
    await once(response, 'end')
    if (response.statusCode !== wanted) throw new Error(`${request.method} answered ${response.statusCode}`)
    return response
  }
  const partHeaders = (offset: number) => ({
    'content-type': 'application/offset+octet-stream',
    'upload-offset': String(offset),
    'content-length': String(Math.min(partBytes, sizeBytes - offset)),
    'upload-checksum': `sha256 ${digests[offset / partBytes]}`,
  })
  return {
    create: async (): Promise<string> => {
      const request = open('POST', '/api/uploads', { 'upload-length': String(sizeBytes), 'content-length': '0' })
      request.end()
      return String((await answerOf(request, 201)).headers.location)
    },
    sendFrom: async (location: string, from: number, to = sizeBytes): Promise<number> => {
      for (let offset = from; offset < to; offset += partBytes) {
        const request = open('PATCH', location, partHeaders(offset))
        // As a browser does: the head goes before the first bytes of the file were read.
        request.flushHeaders()
        const answered = once(request, 'response') as Promise<[http.IncomingMessage]>
        const end = Math.min(offset + partBytes, sizeBytes) - 1
        // A refusal comes before all is sent, and what is left of the part then goes nowhere.
        const sent = pipeline(createReadStream(file, { start: offset, end, highWaterMark: mebibyte }), request)
        await Promise.race([sent.catch(() => answered), answered])
        const [response] = await answered
        response.resume()
        if (response.statusCode === 204) continue
        request.destroy()
        await sent.catch(() => undefined)
        // The writer whose connection was cut has not noticed yet: asked again, as a browser does.
        if (response.statusCode !== 409) throw new Error(`PATCH answered ${response.statusCode}`)
        await sleep(50)
        offset -= partBytes
      }
      return to - from
    },
    cut: async (location: string, offset: number, afterBytes: number): Promise<number> => {
      const request = open('PATCH', location, partHeaders(offset))
      request.once('error', () => undefined)
      const source = createReadStream(file, { start: offset, end: offset + afterBytes - 1 })
      // Answered when the chunk has left or the connection has gone, whichever it is.
      for await (const chunk of source) await new Promise((sent) => request.write(chunk, sent))
      request.destroy()
      return afterBytes
    },
    /** Once the server has noticed that the old connection is gone. */
    offsetOf: async (location: string): Promise<number> => {
      while (true) {
        const head = open('HEAD', location, {})
        head.end()
        const offset = Number((await answerOf(head, 200)).headers['upload-offset'])
        if (offset % partBytes === 0) return offset
      }
    },
  }
}
