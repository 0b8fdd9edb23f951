import { runTypeScript } from './run-typescript.mjs'

runTypeScript('bench/run.ts', process.argv.slice(2))
