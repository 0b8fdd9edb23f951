import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '@/server/media/limits'
import { signedIn } from '../../load/plan-request.js'
import { runOpenLoop, type Sample } from '../open-loop'
import { atMost, type Found, isFailed, latenciesOf, p95, within } from './claims'
import type { Target } from './target'

const garbageCount = 10_000
const slowCount = 500
const headersTimeoutS = 66
const graceS = 6

/** B15: garbage, requests that are too large and sockets that never end their headers, while somebody asks whether the process lives. */
export const runHostile = async (target: Target, { isWhole }: { readonly isWhole: boolean }): Promise<Found> => {
  const over = new AbortController()
  const probes = runOpenLoop({
    ratePerSecond: 20,
    seconds: 300,
    users: 4,
    signal: over.signal,
    turn: (_user, _turn, send) =>
      send({ name: 'live', url: `${target.base}/health/live`, headers: { host: target.host } }),
  })
  const slow = await Promise.all(Array.from({ length: slowCount }, () => openSlow(target.port)))
  const openedAt = performance.now()
  const large = await oversizes(target)
  const oversize = (await Promise.all(large.map((each) => ask(target, each)))).map(({ outcome }) => outcome)
  const { answers, tookS } = await throwGarbage(target)
  const cutAfterS = isWhole ? await untilCut(slow, openedAt) : null
  over.abort()
  const live = await probes
  for (const { socket } of slow) socket.destroy()
  const faults = [...answers].filter(([status]) => /^5/.test(status)).reduce((sum, [, count]) => sum + count, 0)
  const said = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([status, count]) => `${status}: ${count}`).join(', ')
  return {
    samples: live satisfies readonly Sample[],
    claims: [
      atMost('B15', 'live not 200', live.filter(isFailed).length, 0, 'requests'),
      within('B15', 'live p95', p95(latenciesOf(live)), 50),
      atMost(
        'B15',
        'too large and not told so (413)',
        oversize.filter((status) => status !== '413').length,
        0,
        'requests',
      ),
      atMost('B15', 'garbage answered 5xx', faults, 0, 'requests'),
      ...(cutAfterS === null
        ? []
        : [
            atMost('B15', 'slow sockets not cut', slow.filter(({ isClosed }) => !isClosed()).length, 0, 'sockets'),
            atMost('B15', 'slow sockets cut after', cutAfterS, headersTimeoutS + graceS, 's'),
          ]),
    ],
    notes: [
      `${garbageCount} pieces of garbage in ${tookS.toFixed(1)} s (${said(answers)}); too large: ${oversize.join(', ')}${cutAfterS === null ? '; the 66 s of the slow sockets only in a whole run' : ''}`,
    ],
  }
}

type Slow = { readonly socket: net.Socket; isClosed(): boolean; readonly closed: Promise<unknown> }

const openSlow = async (port: number): Promise<Slow> => {
  const socket = net.connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nx-slow:')
  socket.resume()
  let isClosed = false
  const closed = once(socket, 'close').then(() => {
    isClosed = true
  })
  return { socket, isClosed: () => isClosed, closed }
}

const untilCut = async (slow: readonly Slow[], openedAt: number): Promise<number> => {
  const deadlineMs = (headersTimeoutS + graceS) * 1_000 - (performance.now() - openedAt)
  await Promise.race([Promise.all(slow.map(({ closed }) => closed)), sleep(deadlineMs)])
  return (performance.now() - openedAt) / 1_000
}

type Large = {
  readonly method?: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Without one its length is said and none of it sent: whoever refuses by size needs no more. */
  readonly body?: Buffer
}

/** Calls of more than a megabyte and a part of more than 16, some said and some sent. */
const oversizes = async (target: Target): Promise<readonly Large[]> => {
  const { origin, identities } = target
  const own = signedIn(identities[0]?.token ?? '', origin)
  const json = { ...own, 'content-type': 'application/json' }
  const tus = { ...own, 'tus-resumable': '1.0.0' }
  const length = { 'upload-length': String(2 * limits.uploadPartBytes), 'content-length': '0' }
  const { outcome, location: upload } = await ask(target, { path: '/api/uploads', headers: { ...tus, ...length } })
  if (upload === undefined) throw new Error(`No upload was begun: ${outcome}`)
  const part = { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
  return [
    { path: '/api/trpc/project.rename', headers: { ...json, 'content-length': String(2 * 1024 ** 2) } },
    { path: '/api/trpc/project.create', headers: { ...json, 'content-length': String(1024 ** 3) } },
    { path: '/api/trpc/project.rename', headers: json, body: Buffer.alloc(2 * 1024 ** 2) },
    { method: 'PATCH', path: upload, headers: part, body: Buffer.alloc(limits.uploadPartBytes + 1) },
  ]
}

/** `outcome`: the status, or what became of the connection. */
type Answered = { readonly outcome: string; readonly location?: string | undefined }

const ask = ({ port, host }: Target, { method = 'POST', path, headers, body }: Large): Promise<Answered> =>
  new Promise((resolve) => {
    const call = http.request(
      { port, host: '127.0.0.1', path, method, headers: { ...headers, host }, agent: false, timeout: 5_000 },
      (response) => {
        resolve({ outcome: String(response.statusCode), location: response.headers.location })
        call.destroy()
      },
    )
    call.once('timeout', () => call.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' })))
    call.on('error', (error: NodeJS.ErrnoException) => resolve({ outcome: error.code ?? 'error' }))
    if (body === undefined) call.flushHeaders()
    else call.end(body)
  })

const line = (first: string, host: string, rest = '') =>
  `${first} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n${rest}\r\n`

/** Of each kind as many. Nothing here is a request that anybody would want answered. */
const kinds: readonly ((host: string) => string | Buffer)[] = [
  () => randomBytes(200),
  (host) => line('GET /../../etc/passwd', host),
  (host) => line(`GET /${'a'.repeat(6_000)}`, host),
  (host) => line('GET /api/trpc/project.list?input=%7B', host),
  (host) => line('GET /api/trpc/no.such?batch=1&input={}', host),
  (host) => line('PATCH /api/uploads/nothing', host, 'tus-resumable: 1.0.0\r\ncontent-length: 0\r\n'),
  (host) => line('DELETE /health/live', host),
  (host) => line('GET /%ff%fe', host),
  (host) => line('POST /api/trpc/project.rename', host, 'content-length: 0\r\n'),
  (host) => line('GET /', host, `cookie: clipforge-session=${'x'.repeat(500)}\r\nx-bad: \x01\r\n`),
]

const throwers = 50

const throwGarbage = async ({ port, host }: Target) => {
  const answers = new Map<string, number>()
  const startedAt = performance.now()
  let thrown = 0
  const thrower = async () => {
    while (thrown < garbageCount) {
      const kind = kinds[thrown++ % kinds.length]
      const status = await throwOne(port, kind?.(host) ?? '')
      answers.set(status, (answers.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: throwers }, thrower))
  return { answers, tookS: (performance.now() - startedAt) / 1_000 }
}

const throwOne = (port: number, bytes: string | Buffer): Promise<string> =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    let first = ''
    socket.on('data', (chunk) => {
      if (first.length < 12) first += chunk.toString('latin1').slice(0, 12)
    })
    socket.setTimeout(10_000, () => socket.destroy())
    socket.once('error', () => undefined)
    socket.once('close', () => resolve(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 'closed'))
    socket.write(bytes)
  })
