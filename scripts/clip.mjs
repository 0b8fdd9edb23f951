import { runTypeScript } from './run-typescript.mjs'
import { ensureReady } from './setup.mjs'

ensureReady()
runTypeScript('server/cli/clip.ts', process.argv.slice(2))
