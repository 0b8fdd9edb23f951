import path from 'node:path'
import type { Env } from '@/server/env'
import type { ArtifactStore } from '@/server/ports/artifact-store'
import type { ObjectStore } from '@/server/ports/object-store'
import { createDiskStore } from './disk'
import { createSharedStore } from './shared'

/** A folder of this machine; with remote objects every machine's. */
export const createArtifactStore = async (env: Env, objects: ObjectStore): Promise<ArtifactStore> => {
  const disk = await createDiskStore({ dir: path.join(env.CLIPFORGE_DATA_DIR, 'artifacts') })
  return objects.id === 'disk' ? disk : createSharedStore(disk, objects)
}
