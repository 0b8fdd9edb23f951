import { DefaultHttpStack, type HttpRequest, type HttpStack } from 'tus-js-client'

export type WholeFile = { readonly sizeBytes: number; readonly hash: () => Promise<string | null> }

/**
 * tus-js-client's own requests, with each part's SHA-256 in front of it (the server takes all of a part or none of it) and, with the last
 * one, that of the whole file. A question where to go on that a server could not answer yet is asked again: tus-js-client would take any
 * answer but a yes for a no, and begin another upload at the first byte.
 */
export const createCheckedHttpStack = (file: WholeFile, inner: HttpStack = new DefaultHttpStack({})): HttpStack => ({
  getName: () => 'checked',
  createRequest: (method, url) => {
    const request = inner.createRequest(method, url)
    if (method === 'HEAD') return patient(request)
    return method === 'PATCH' ? checked(request, file) : request
  },
})

const patient = (request: HttpRequest): HttpRequest =>
  wrap(request, async (body) => {
    const response = await request.send(body)
    const status = response.getStatus()
    if (status === 429 || status >= 500) throw new Error(`The server can't say where to go on yet (${status}).`)
    return response
  })

const wrap = (request: HttpRequest, send: HttpRequest['send'], abort?: HttpRequest['abort']): HttpRequest => ({
  getMethod: () => request.getMethod(),
  getURL: () => request.getURL(),
  setHeader: (name, value) => request.setHeader(name, value),
  getHeader: (name) => request.getHeader(name),
  setProgressHandler: (handler) => request.setProgressHandler(handler),
  getUnderlyingObject: () => request.getUnderlyingObject(),
  abort: abort ?? (() => request.abort()),
  send,
})

const checked = (request: HttpRequest, file: WholeFile): HttpRequest => {
  let isAborted = false
  return wrap(
    request,
    async (body: unknown) => {
      if (body instanceof Blob) {
        const digest = await digestOf(body)
        if (digest !== null) request.setHeader('Upload-Checksum', `sha256 ${digest}`)
        const isLast = Number(request.getHeader('Upload-Offset')) + body.size === file.sizeBytes
        const whole = isLast ? await file.hash() : null
        if (whole !== null) request.setHeader('Upload-Content-Sha256', whole)
      }
      if (isAborted) throw new DOMException('The request was aborted before it was sent.', 'AbortError')
      return request.send(body)
    },
    () => {
      isAborted = true
      return request.abort()
    },
  )
}

/** Base64; null over plain http on another machine, where browsers keep their digest to themselves. */
const digestOf = async (part: Blob): Promise<string | null> => {
  if (!('subtle' in crypto)) return null
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await part.arrayBuffer()))
  return btoa(String.fromCharCode(...bytes))
}
