import path from 'node:path'
import type { Env } from '@/server/env'
import type { Intake } from '@/server/ports/intake'
import type { ObjectStore } from '@/server/ports/object-store'
import { createDiskIntake } from './disk'
import { createObjectIntake } from './objects'

/**
 * A growing file next to the objects, which becomes one of them by a change of its name; with remote objects, pieces there, so that the
 * next part may reach another web machine.
 */
export const createIntake = (env: Env, objects: ObjectStore): Promise<Intake> => {
  const dir = path.join(env.CLIPFORGE_DATA_DIR, 'incoming')
  return objects.id === 'disk' ? createDiskIntake({ dir }) : createObjectIntake(objects, { scratchDir: dir })
}
