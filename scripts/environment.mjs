import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectDir = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

// What is in .env counts where the environment itself says nothing.
const envFile = path.join(projectDir, '.env')
if (existsSync(envFile)) process.loadEnvFile(envFile)

/** Where everything that is made at run time lies: the database, objects, secrets, logs. */
export const dataDir = path.resolve(projectDir, process.env.CLIPFORGE_DATA_DIR || '.data')

export const say = (line) => console.log(`clipforge: ${line}`)
