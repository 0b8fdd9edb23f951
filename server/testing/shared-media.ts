import { existsSync } from 'node:fs'
import path from 'node:path'
import { readEnv } from '@/server/env'
import { describeWhere } from './where'

const env = readEnv()
/** Whether the real footage is here. It is not shipped: people in it gave no leave. */
export const hasMedia = existsSync(path.join(env.CLIPFORGE_MEDIA_DIR, 'manifest.json'))

/** Path of a real recording or its ground truth: `mediaPath('jfk.wav')`, `mediaPath('gt/jfk.json')`. */
export const mediaPath = (name: string): string => path.join(env.CLIPFORGE_MEDIA_DIR, name)

/** A suite on real footage; in CI, where nobody reads what was skipped, it fails without. */
export const describeWithMedia = (name: string, body: () => void): void => {
  if (!hasMedia && env.CI) throw new Error(`CI must have the real footage: ${env.CLIPFORGE_MEDIA_DIR} is missing.`)
  describeWhere(hasMedia, 'the real footage is not here')(name, body)
}
