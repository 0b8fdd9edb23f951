import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { DomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import type { ObjectStat, ObjectStore } from '@/server/ports/object-store'
import { contentTypeOf } from './content-type'
import type { FileCache } from './file-cache'
import { isObjectKey, requireObjectKey } from './object-key'

export type S3Settings = {
  readonly bucket: string
  readonly region: string
  /** Of a service that is not Amazon's; its buckets are parts of the path, so that no name has to resolve. */
  readonly endpoint?: string | undefined
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
  readonly patience?: Patience
}

/** How long a service may say nothing. */
type Patience = {
  /** From a question to the head of its answer, all tries together. */
  readonly answerMs: number
  /** Without a byte of a body, either way. Longer than somebody who is sent a file may take nothing of it (server/api/serve-media-door.ts). */
  readonly stillMs: number
}
const usualPatience: Patience = { answerMs: 10_000, stillMs: 65_000 }
const connectMs = 3_000
/** What is on its way has the time that a megabit a second takes; on a slow line four parts go at once. */
const slowestBytesPerMs = 125

/** Objects in a bucket of any service that speaks S3; `cache` holds local copies for programs. */
export const createS3ObjectStore = (settings: S3Settings, cache: FileCache): ObjectStore => {
  const { answerMs, stillMs } = settings.patience ?? usualPatience
  // Each file that is sent has a connection for as long as somebody watches; with the SDK's fifty the next question would wait for one of them to end.
  const agent = { maxSockets: Number.POSITIVE_INFINITY }
  const client = new S3Client({
    region: settings.region,
    maxAttempts: 3,
    // Not its `requestTimeout`: that would cut off a part on a slow line.
    requestHandler: { connectionTimeout: connectMs, socketTimeout: stillMs, httpAgent: agent, httpsAgent: agent },
    // Services that are not Amazon's do not all know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint, forcePathStyle: true }),
    ...(settings.credentials === undefined ? {} : { credentials: settings.credentials }),
  })
  const at = (key: string) => ({ Bucket: settings.bucket, Key: requireObjectKey(key) })
  const head = async (key: string, signal?: AbortSignal) =>
    untilAnswered(answerMs, signal, (options) => client.send(new HeadObjectCommand(at(key)), options)).catch(
      (error) => {
        if (isAbsent(error)) return undefined
        throw asStorageError(error)
      },
    )
  const upload = async (key: string, body: Readable): Promise<void> => {
    const sent = new Upload({
      client,
      params: { ...at(key), Body: body, ContentType: contentTypeOf(key) },
      partSize: limits.uploadPartBytes,
      queueSize: 4,
    })
    await sent.done().catch((error) => {
      throw asStorageError(error)
    })
  }
  return {
    id: 's3',
    put: async (key, body, _meta, { onlyIfAbsent = false, signal } = {}) => {
      if (body instanceof Readable) {
        if (onlyIfAbsent && (await head(key)) !== undefined) throw taken()
        return upload(key, body)
      }
      const put = (condition: { IfNoneMatch?: '*' }) => {
        const command = new PutObjectCommand({ ...at(key), ...condition, Body: body, ContentType: contentTypeOf(key) })
        const ms = answerMs + body.byteLength / slowestBytesPerMs
        return untilAnswered(ms, signal, (options) => client.send(command, options))
      }
      await put(onlyIfAbsent ? { IfNoneMatch: '*' } : {}).catch((error) => {
        if (statusOf(error) === 412 || statusOf(error) === 409) throw taken()
        throw asStorageError(error)
      })
    },
    putFile: async (key, localPath) => {
      await upload(key, createReadStream(localPath, { highWaterMark: 1024 ** 2 }))
      const written = await head(key)
      // The file is already here: whoever reads the object on this machine next need not fetch it.
      if (written?.ETag !== undefined) await cache.adopt(versionOf(key, written.ETag), localPath)
      else await rm(localPath, { force: true })
    },
    stat: async (key, signal) => {
      const found = isObjectKey(key) ? await head(key, signal) : undefined
      return found === undefined ? undefined : toStat(key, found.ContentLength, found.LastModified)
    },
    read: async (key, range, signal) => {
      const wanted = { ...at(key), ...(range ? { Range: `bytes=${range.start}-${range.end}` } : {}) }
      const found = await untilAnswered(answerMs, signal, (options) =>
        client.send(new GetObjectCommand(wanted), options),
      ).catch((error) => {
        throw isAbsent(error) ? gone() : asStorageError(error)
      })
      return found.Body instanceof Readable ? found.Body : Readable.from([])
    },
    localPath: async (key, signal) => {
      const found = await head(key, signal)
      if (found?.ETag === undefined) throw gone()
      return cache.get(versionOf(key, found.ETag), found.ContentLength ?? 0, async () => {
        // Pinned to what was just seen: an object put anew in between would be kept under the old one's name.
        const got = await untilAnswered(answerMs, signal, (options) =>
          client.send(new GetObjectCommand({ ...at(key), IfMatch: found.ETag }), options),
        ).catch((error) => {
          if (signal?.aborted) throw new DomainError('cancelled', 'Cancelled.', { cause: error })
          throw isAbsent(error) ? gone() : asStorageError(error)
        })
        return got.Body instanceof Readable ? got.Body : Readable.from([])
      })
    },
    delete: async (key, signal) => {
      await untilAnswered(answerMs, signal, (options) => client.send(new DeleteObjectCommand(at(key)), options)).catch(
        (error) => {
          if (!isAbsent(error)) throw asStorageError(error)
        },
      )
    },
    list: async function* (prefix) {
      let next: string | undefined
      do {
        const wanted = {
          Bucket: settings.bucket,
          Prefix: prefix,
          ...(next === undefined ? {} : { ContinuationToken: next }),
        }
        const page = await untilAnswered(answerMs, undefined, (options) =>
          client.send(new ListObjectsV2Command(wanted), options),
        ).catch((error) => {
          throw asStorageError(error)
        })
        for (const { Key, Size, LastModified } of page.Contents ?? [])
          if (Key !== undefined && isObjectKey(Key)) yield toStat(Key, Size, LastModified)
        next = page.NextContinuationToken
      } while (next !== undefined)
    },
    freeBytes: async () => null,
  }
}

/** Gives up on a question, and closes its connection, when its answer has no head after `ms` or when `signal` says so. The body after it has its own pace. */
const untilAnswered = async <T>(
  ms: number,
  signal: AbortSignal | undefined,
  ask: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> => {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), ms)
  try {
    return await ask({ abortSignal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]) })
  } finally {
    clearTimeout(timer)
  }
}

const toStat = (key: string, size: number | undefined, modified: Date | undefined): ObjectStat => ({
  key,
  sizeBytes: size ?? 0,
  contentType: contentTypeOf(key),
  modifiedAtMs: modified?.getTime() ?? 0,
})

const versionOf = (key: string, etag: string): string => `${key}\n${etag}`

const taken = () => new DomainError('conflict', 'The object is already there.')
const gone = () => new DomainError('not_found', 'The file is no longer there.')

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined

const isAbsent = (error: unknown): boolean => statusOf(error) === 404

const asStorageError = (error: unknown): DomainError =>
  error instanceof DomainError
    ? error
    : new DomainError('storage_unavailable', 'The media storage does not answer. Try again in a moment.', {
        cause: error,
      })
