import { randomUUID } from 'node:crypto'

/** Set by the server in front of Next on every request, over whatever a client sent under this name. */
export const requestIdHeader = 'x-clipforge-request'

/** W3C's: version, trace, parent, flags. The trace is what others in front of us call this request. */
const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/
const ours = /^[0-9a-f-]{32,36}$/

/** What a request is called in every line about it: as its trace is, where it is part of one, else by a name of its own. */
export const requestIdFrom = (read: (header: string) => string | null | undefined): string => {
  const given = read(requestIdHeader) ?? ''
  if (ours.test(given)) return given
  const [, trace = ''] = traceparent.exec(read('traceparent') ?? '') ?? []
  return /[1-9a-f]/.test(trace) ? trace : randomUUID()
}
