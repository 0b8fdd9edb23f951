import { lookup as dnsLookup } from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { DomainError, throwIfCancelled } from '@/server/errors'
import { limits } from '@/server/media/limits'
import type { Fetched, Fetcher } from '@/server/ports/fetcher'
import { readName } from './file-name'
import { isPublicAddress } from './public-address'
import { type SlowRule, timed, tooLong } from './timed'

export type Address = { readonly address: string; readonly family: number }

export type FetcherRules = {
  /** All answers for a name. */
  readonly resolve: (host: string) => Promise<readonly Address[]>
  readonly isAllowed: (address: string, port: number) => boolean
  readonly isAllowedPort: (port: number) => boolean
  readonly allowsHttp: boolean
  readonly maxRedirects: number
  readonly firstByteMs: number
  readonly slow: SlowRule
}

const publicRules: FetcherRules = {
  resolve: (host) => dnsLookup(host, { all: true, verbatim: true }),
  isAllowed: isPublicAddress,
  isAllowedPort: (port) => port === 443 || port === 80,
  allowsHttp: false,
  maxRedirects: 3,
  firstByteMs: 30_000,
  slow: { bytesPerSecond: limits.importBytesPerSecond, windowMs: 60_000, startMs: 30_000 },
}

/** Fetches over our own sockets; see the port for what it promises. `rules` are changed by tests, which stand on loopback servers. */
export const createWebFetcher = (changed: Partial<FetcherRules> = {}): Fetcher => {
  const rules: FetcherRules = { ...publicRules, ...changed }
  return {
    check: (url) => void parse(rules, url),
    open: async (url, { signal, maxBytes, withinMs }) => {
      let target = parse(rules, url)
      const deadline = AbortSignal.timeout(withinMs)
      for (let hop = 0; hop <= rules.maxRedirects; hop++) {
        throwIfCancelled(signal)
        const response = await request(rules, target, { signal, deadline })
        const status = response.statusCode ?? 0
        const next = response.headers.location
        if (status >= 300 && status < 400 && next !== undefined) {
          response.destroy()
          target = parse(rules, resolveAgainst(next, target))
          continue
        }
        return fetched(rules, target, response, { signal, deadline, maxBytes })
      }
      throw refused(`The address leads through more than ${rules.maxRedirects} others. Give the file's own address.`)
    },
  }
}

const refused = (message: string, cause?: unknown) => new DomainError('import_refused', message, { cause })
const failed = (message: string, cause?: unknown) => new DomainError('import_failed', message, { cause })
const notPublic = () => refused('That address is not on the public internet. Upload the file instead.')

const parse = (rules: FetcherRules, text: string): URL => {
  if (text.length > 2048) throw refused('The address is longer than 2,048 characters.')
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null) throw refused('That is not a web address. Give one that begins with https://.')
  if (url.protocol !== 'https:' && !(rules.allowsHttp && url.protocol === 'http:'))
    throw refused('Only https:// addresses are fetched. Give one that begins with https://.')
  if (url.username !== '' || url.password !== '')
    throw refused('The address carries a name or password. Make the file reachable without one, or upload it.')
  const port = portOf(url)
  if (!rules.isAllowedPort(port)) throw refused(`Port ${port} is not fetched from; only 443 and 80 are.`)
  const host = bareHost(url)
  if (
    host === '' ||
    (isIP(host) === 0 && /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(host) && !rules.allowsHttp)
  )
    throw notPublic()
  // A literal address is never looked up, so it is judged here; the URL parser has already spelled 127.1 and 0x7f000001 out.
  if (isIP(host) !== 0 && !rules.isAllowed(host, port)) throw notPublic()
  return url
}

const portOf = (url: URL): number => (url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port))
const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

const resolveAgainst = (location: string, from: URL): string => {
  if (!URL.canParse(location, from)) throw failed('The other side redirects to something that is no address.')
  return new URL(location, from).href
}

const request = (
  rules: FetcherRules,
  url: URL,
  { signal, deadline }: { readonly signal: AbortSignal; readonly deadline: AbortSignal },
): Promise<http.IncomingMessage> =>
  new Promise((resolve, reject) => {
    const port = portOf(url)
    // Called by the socket when it connects: what is judged is what is connected to, so a second answer can't differ from the first.
    const lookup: LookupFunction = (host, _options, callback) => {
      rules.resolve(host).then(
        (answers) => {
          const isFine = answers.length > 0 && answers.every(({ address }) => rules.isAllowed(address, port))
          if (isFine) callback(null, [...answers])
          else callback(notPublic(), [])
        },
        (cause) => callback(failed('The name in the address could not be found. Check its spelling.', cause), []),
      )
    }
    const sent = (url.protocol === 'https:' ? https : http).request(url, {
      // A socket of its own for each hop: none is reused that another rule let through.
      agent: false,
      lookup,
      signal: AbortSignal.any([signal, deadline]),
      headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'ClipForge-Import/1.0' },
    })
    const firstByte = setTimeout(
      () =>
        sent.destroy(failed(`The other side did not answer within ${Math.round(rules.firstByteMs / 1000)} seconds.`)),
      rules.firstByteMs,
    )
    sent.once('response', (response) => {
      clearTimeout(firstByte)
      const remote = response.socket.remoteAddress
      if (remote === undefined || !rules.isAllowed(remote, port)) {
        sent.destroy()
        reject(notPublic())
      } else resolve(response)
    })
    sent.once('error', (error) => {
      clearTimeout(firstByte)
      if (error instanceof DomainError) reject(error)
      else if (signal.aborted) reject(new DomainError('cancelled', 'The import was cancelled.'))
      else if (deadline.aborted) reject(tooLong(error))
      else reject(failed('The other side could not be reached. Check the address and try again.', error))
    })
    sent.end()
  })

const fetched = (
  rules: FetcherRules,
  url: URL,
  response: http.IncomingMessage,
  { signal, deadline, maxBytes }: { signal: AbortSignal; deadline: AbortSignal; maxBytes: number },
): Fetched => {
  const refuse = (error: DomainError): never => {
    response.destroy()
    throw error
  }
  const status = response.statusCode ?? 0
  if (status === 408 || status === 429 || status >= 500)
    refuse(failed(`The other side answered ${status}. Try again later.`))
  if (status !== 200) refuse(refused(`The other side answered ${status}. Check that the address needs no sign-in.`))
  const encoding = response.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    refuse(refused('The other side sends the file packed. Give the address of the plain file.'))
  const announced = response.headers['content-length']
  const sizeBytes = announced === undefined ? null : Number(announced)
  if (sizeBytes !== null && sizeBytes > maxBytes) refuse(tooLarge(maxBytes))
  return {
    sizeBytes,
    fileName: readName(response.headers['content-disposition'], url),
    body: count(timed(response, { signal, deadline, slow: rules.slow }), { sizeBytes, maxBytes }),
  }
}

const tooLarge = (maxBytes: number) =>
  new DomainError('payload_too_large', `The file is larger than the ${maxBytes} bytes that may be brought here.`, {
    details: { limit: maxBytes },
  })

async function* count(
  body: AsyncIterable<Uint8Array>,
  { sizeBytes, maxBytes }: { sizeBytes: number | null; maxBytes: number },
): AsyncGenerator<Uint8Array> {
  let total = 0
  for await (const chunk of body) {
    total += chunk.length
    if (total > maxBytes) throw tooLarge(maxBytes)
    yield chunk
  }
  if (sizeBytes !== null && total !== sizeBytes)
    throw failed(`The other side broke off after ${total} of ${sizeBytes} bytes. Try again.`)
}
