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
}

/** Objects in a bucket of any service that speaks S3; `cache` holds local copies for programs. */
export const createS3ObjectStore = (settings: S3Settings, cache: FileCache): ObjectStore => {
  const client = new S3Client({
    region: settings.region,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3_000 },
    // Services that are not Amazon's do not all know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint, forcePathStyle: true }),
    ...(settings.credentials === undefined ? {} : { credentials: settings.credentials }),
  })
  const at = (key: string) => ({ Bucket: settings.bucket, Key: requireObjectKey(key) })
  const head = async (key: string) =>
    client.send(new HeadObjectCommand(at(key))).catch((error) => {
      if (isAbsent(error)) return undefined
      throw asStorageError(error)
    })
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
    put: async (key, body, _meta, { onlyIfAbsent = false } = {}) => {
      if (body instanceof Readable) {
        if (onlyIfAbsent && (await head(key)) !== undefined) throw taken()
        return upload(key, body)
      }
      const put = (condition: { IfNoneMatch?: '*' }) =>
        client.send(new PutObjectCommand({ ...at(key), ...condition, Body: body, ContentType: contentTypeOf(key) }))
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
    stat: async (key) => {
      const found = isObjectKey(key) ? await head(key) : undefined
      return found === undefined ? undefined : toStat(key, found.ContentLength, found.LastModified)
    },
    read: async (key, range) => {
      const found = await client
        .send(new GetObjectCommand({ ...at(key), ...(range ? { Range: `bytes=${range.start}-${range.end}` } : {}) }))
        .catch((error) => {
          throw isAbsent(error) ? gone() : asStorageError(error)
        })
      return found.Body instanceof Readable ? found.Body : Readable.from([])
    },
    localPath: async (key, signal) => {
      const found = await head(key)
      if (found?.ETag === undefined) throw gone()
      return cache.get(versionOf(key, found.ETag), found.ContentLength ?? 0, async () => {
        // Pinned to what was just seen: an object put anew in between would be kept under the old one's name.
        const got = await client
          .send(new GetObjectCommand({ ...at(key), IfMatch: found.ETag }), signal ? { abortSignal: signal } : {})
          .catch((error) => {
            if (signal?.aborted) throw new DomainError('cancelled', 'Cancelled.', { cause: error })
            throw isAbsent(error) ? gone() : asStorageError(error)
          })
        return got.Body instanceof Readable ? got.Body : Readable.from([])
      })
    },
    delete: async (key) => {
      await client.send(new DeleteObjectCommand(at(key))).catch((error) => {
        if (!isAbsent(error)) throw asStorageError(error)
      })
    },
    list: async function* (prefix) {
      let next: string | undefined
      do {
        const page = await client
          .send(
            new ListObjectsV2Command({
              Bucket: settings.bucket,
              Prefix: prefix,
              ...(next === undefined ? {} : { ContinuationToken: next }),
            }),
          )
          .catch((error) => {
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
