import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe } from 'vitest'
import { readEnv } from '@/server/env'

const env = readEnv()
const present = existsSync(path.join(env.CLIPFORGE_MEDIA_DIR, 'manifest.json'))
if (!present && env.CI) throw new Error(`CI must have the real footage: ${env.CLIPFORGE_MEDIA_DIR} is missing.`)

/** Path of a real recording or its ground truth: `mediaPath('jfk.wav')`, `mediaPath('gt/jfk.json')`. */
export const mediaPath = (name: string): string => path.join(env.CLIPFORGE_MEDIA_DIR, name)

/** A suite on real footage. Without the footage (it is not shipped: people in it gave no leave) it is reported as skipped. */
export const describeWithMedia: typeof describe = present ? describe : (describe.skip as typeof describe)
