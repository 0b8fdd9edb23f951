import { DefaultHttpStack, type HttpRequest, type HttpStack } from 'tus-js-client'

export type WholeFile = { readonly sizeBytes: number; readonly hash: () => Promise<string | null> }

/**
 * tus-js-client's own requests, with each part's SHA-256 in front of it (the server takes all of a part or none of it) and, with the last
 * one, that of the whole file.
 */
export const createCheckedHttpStack = (file: WholeFile, inner: HttpStack = new DefaultHttpStack({})): HttpStack => ({
  getName: () => 'checked',
  createRequest: (method, url) => {
    const request = inner.createRequest(method, url)
    return method === 'PATCH' ? checked(request, file) : request
  },
})

const checked = (request: HttpRequest, file: WholeFile): HttpRequest => {
  let isAborted = false
  return {
    getMethod: () => request.getMethod(),
    getURL: () => request.getURL(),
    setHeader: (name, value) => request.setHeader(name, value),
    getHeader: (name) => request.getHeader(name),
    setProgressHandler: (handler) => request.setProgressHandler(handler),
    getUnderlyingObject: () => request.getUnderlyingObject(),
    abort: () => {
      isAborted = true
      return request.abort()
    },
    send: async (body: unknown) => {
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
  }
}

/** Base64; null over plain http on another machine, where browsers keep their digest to themselves. */
const digestOf = async (part: Blob): Promise<string | null> => {
  if (!('subtle' in crypto)) return null
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await part.arrayBuffer()))
  return btoa(String.fromCharCode(...bytes))
}
