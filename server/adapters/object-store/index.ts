import path from 'node:path'
import type { Env } from '@/server/env'
import type { ObjectStore } from '@/server/ports/object-store'
import { createDiskObjectStore } from './disk'
import { createFileCache } from './file-cache'

/** S3 when a bucket is named, else a folder of this machine. */
export const createObjectStore = async (env: Env): Promise<ObjectStore> => {
  if (env.S3_BUCKET === undefined) return createDiskObjectStore({ dir: path.join(env.CLIPFORGE_DATA_DIR, 'objects') })
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env
  // Loaded only where it is used: the SDK is a third of a second and 30 MB of every process.
  const { createS3ObjectStore } = await import('./s3')
  const cache = await createFileCache({
    dir: path.join(env.CLIPFORGE_DATA_DIR, 'object-cache'),
    maxBytes: env.S3_CACHE_GB * 1024 ** 3,
  })
  return createS3ObjectStore(
    {
      bucket: env.S3_BUCKET,
      region: env.S3_REGION,
      endpoint: env.S3_ENDPOINT,
      credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    },
    cache,
  )
}
