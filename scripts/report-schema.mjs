import { runTypeScript } from './run-typescript.mjs'

// Writes docs/report.schema.json from the code. Run after a change of the report.
runTypeScript('server/cli/write-report-schema.ts', [])
