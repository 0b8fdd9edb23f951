import { DomainError, isDomainError } from '@/server/errors'

/**
 * The body of a request as the bytes it came in, for callers that sign it. Counted while it is read: what a header says of its length is only
 * a word. @throws payload_too_large, cancelled (broke off), invalid_request for what is not UTF-8
 */
export const readBody = async (request: Request, maxBytes: number): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength
      if (size > maxBytes) throw new DomainError('payload_too_large', `A request may hold ${maxBytes} bytes at most.`)
      chunks.push(chunk)
    }
  } catch (cause) {
    if (isDomainError(cause)) throw cause
    throw new DomainError('cancelled', 'The request ended before its body did.', { cause })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks))
  } catch (cause) {
    throw new DomainError('invalid_request', 'The request is not text.', { cause })
  }
}
