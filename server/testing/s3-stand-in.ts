import { createHash, randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

type Stored = { readonly bytes: Buffer; readonly etag: string; readonly modified: Date; readonly type: string }
type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: Buffer | string }

export type S3StandIn = {
  readonly endpoint: string
  readonly bucket: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** Method and key of each request, oldest first. */
  readonly requests: readonly string[]
  readonly keys: () => readonly string[]
  /** Multipart uploads that were begun and neither finished nor given up. */
  readonly openParts: () => number
  /** The next request that matches is answered 503. */
  failNext(times: number): void
  /** While it does, requests are taken and nothing is said to them, not even later. */
  fallSilent(isSilent: boolean): void
  /** It waits for so long after each piece of a body that it is sent. */
  readSlowly(pauseMs: number): void
  close(): Promise<void>
}

/**
 * Enough of S3's REST protocol for the real SDK to work against, in memory: objects, ranges, conditions, listing in pages, multipart uploads;
 * path style. A request without a SigV4 signature of our key is refused; the signature itself is not computed again.
 */
export const startS3StandIn = async ({ pageSize = 1000 } = {}): Promise<S3StandIn> => {
  const bucket = 'clips'
  const credentials = { accessKeyId: 'stand-in', secretAccessKey: randomUUID() }
  const objects = new Map<string, Stored>()
  const uploads = new Map<
    string,
    { readonly key: string; readonly type: string; readonly parts: Map<number, Buffer> }
  >()
  const requests: string[] = []
  let failures = 0
  let isSilent = false
  let pauseMs = 0

  const store = (key: string, bytes: Buffer, type: string, etag = md5(bytes)): string => {
    objects.set(key, { bytes, etag: `"${etag}"`, modified: new Date(), type })
    return `"${etag}"`
  }

  const put = (req: Request): Answer => {
    const { key, query, headers, body } = req
    const uploadId = query.get('uploadId')
    if (uploadId !== null) {
      const upload = uploads.get(uploadId)
      if (upload === undefined) return fault(404, 'NoSuchUpload')
      upload.parts.set(Number(query.get('partNumber')), body)
      return { status: 200, headers: { etag: `"${md5(body)}"` } }
    }
    if (headers['if-none-match'] === '*' && objects.has(key)) return fault(412, 'PreconditionFailed')
    return { status: 200, headers: { etag: store(key, body, typeOf(headers)) } }
  }

  const post = ({ key, query, headers, body }: Request): Answer => {
    if (query.has('uploads')) {
      const id = randomUUID()
      uploads.set(id, { key, type: typeOf(headers), parts: new Map() })
      return xml(
        'InitiateMultipartUploadResult',
        `<Bucket>${bucket}</Bucket><Key>${key}</Key><UploadId>${id}</UploadId>`,
      )
    }
    const uploadId = query.get('uploadId') ?? ''
    const upload = uploads.get(uploadId)
    if (upload === undefined) return fault(404, 'NoSuchUpload')
    const wanted = [...body.toString('utf8').matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map((match) =>
      Number(match[1]),
    )
    const parts = wanted.map((number) => upload.parts.get(number) ?? Buffer.alloc(0))
    if (parts.slice(0, -1).some((part) => part.length < 5 * 1024 ** 2)) return fault(400, 'EntityTooSmall')
    uploads.delete(uploadId)
    const whole = Buffer.concat(parts)
    const etag = store(key, whole, upload.type, `${md5(whole)}-${parts.length}`)
    return xml('CompleteMultipartUploadResult', `<Key>${key}</Key><ETag>${etag.replaceAll('"', '&quot;')}</ETag>`)
  }

  const get = ({ key, headers, method }: Request): Answer => {
    const found = objects.get(key)
    if (found === undefined) return method === 'HEAD' ? { status: 404 } : fault(404, 'NoSuchKey')
    if (headers['if-match'] !== undefined && headers['if-match'] !== found.etag) return fault(412, 'PreconditionFailed')
    const common = {
      etag: found.etag,
      'last-modified': found.modified.toUTCString(),
      'content-type': found.type,
      'accept-ranges': 'bytes',
    }
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '')
    if (range === null)
      return { status: 200, headers: { ...common, 'content-length': String(found.bytes.length) }, body: found.bytes }
    const [start, end] = [Number(range[1]), Math.min(Number(range[2]), found.bytes.length - 1)]
    if (start >= found.bytes.length) return fault(416, 'InvalidRange')
    const body = found.bytes.subarray(start, end + 1)
    const contentRange = `bytes ${start}-${end}/${found.bytes.length}`
    return {
      status: 206,
      headers: { ...common, 'content-range': contentRange, 'content-length': String(body.length) },
      body,
    }
  }

  const list = ({ query }: Request): Answer => {
    const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString('utf8')
    const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after).sort()
    const page = keys.slice(0, pageSize)
    const isTruncated = keys.length > page.length
    const contents = page.map((key) => {
      const { bytes, modified, etag } = objects.get(key) ?? { bytes: Buffer.alloc(0), modified: new Date(0), etag: '' }
      return `<Contents><Key>${key}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>${etag}</ETag><Size>${bytes.length}</Size></Contents>`
    })
    const next = isTruncated
      ? `<NextContinuationToken>${Buffer.from(page.at(-1) ?? '').toString('base64')}</NextContinuationToken>`
      : ''
    return xml('ListBucketResult', `<IsTruncated>${isTruncated}</IsTruncated>${contents.join('')}${next}`)
  }

  const answer = (req: Request): Answer => {
    requests.push(`${req.method} ${req.key}`)
    if (!isSigned(req.headers, credentials.accessKeyId)) return fault(403, 'AccessDenied')
    if (failures > 0) {
      failures--
      return fault(503, 'SlowDown')
    }
    if (req.bucket !== bucket) return fault(404, 'NoSuchBucket')
    switch (req.method) {
      case 'PUT':
        return put(req)
      case 'POST':
        return post(req)
      case 'HEAD':
        return get(req)
      case 'GET':
        return req.query.get('list-type') === '2' ? list(req) : get(req)
      case 'DELETE':
        if (req.query.has('uploadId')) uploads.delete(req.query.get('uploadId') ?? '')
        else objects.delete(req.key)
        return { status: 204 }
      default:
        return fault(405, 'MethodNotAllowed')
    }
  }

  const server = http.createServer((req, res) => {
    if (isSilent) return
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (pauseMs === 0) return
      req.pause()
      setTimeout(() => req.resume(), pauseMs)
    })
    req.once('end', () => {
      const url = new URL(req.url ?? '/', 'http://localhost')
      const [, name = '', ...rest] = url.pathname.split('/')
      const { status, headers, body } = answer({
        method: req.method ?? '',
        bucket: name,
        key: rest.map(decodeURIComponent).join('/'),
        query: url.searchParams,
        headers: req.headers as Record<string, string | undefined>,
        body: Buffer.concat(chunks),
      })
      res.writeHead(status, headers)
      res.end(req.method === 'HEAD' ? undefined : body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    credentials,
    requests,
    keys: () => [...objects.keys()].sort(),
    openParts: () => uploads.size,
    failNext: (times) => {
      failures = times
    },
    fallSilent: (silent) => {
      isSilent = silent
    },
    readSlowly: (ms) => {
      pauseMs = ms
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Request = {
  readonly method: string
  readonly bucket: string
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

const isSigned = (headers: Request['headers'], accessKeyId: string): boolean =>
  new RegExp(
    `^AWS4-HMAC-SHA256 Credential=${accessKeyId}/\\d{8}/[\\w-]+/s3/aws4_request, ?SignedHeaders=[\\w;-]*host[\\w;-]*, ?Signature=[0-9a-f]{64}$`,
  ).test(headers.authorization ?? '') &&
  /^\d{8}T\d{6}Z$/.test(headers['x-amz-date'] ?? '') &&
  headers['x-amz-content-sha256'] !== undefined

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex')
const typeOf = (headers: Request['headers']): string => headers['content-type'] ?? 'application/octet-stream'
const xml = (root: string, inner: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${root}>`,
})
const fault = (status: number, code: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
})
