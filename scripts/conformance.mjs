import { runTypeScript } from './run-typescript.mjs'

// The same checks of the functions' promises on the embedded runner, or on the Inngest server that the environment names.
const { INNGEST_BASE_URL, INNGEST_DEV, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY } = process.env
const dev = INNGEST_DEV === '1' || INNGEST_DEV === 'true' ? 'http://127.0.0.1:8288' : INNGEST_DEV
const server = INNGEST_BASE_URL ?? (dev?.startsWith('http') ? dev : undefined)
const given = process.argv.slice(2)
const keys = [
  ['--event-key', INNGEST_EVENT_KEY],
  ['--signing-key', INNGEST_SIGNING_KEY],
].flatMap(([name, value]) => (value ? [name, value] : []))

runTypeScript('server/runner/conformance/run.ts', [...(server ? ['--server', server, ...keys] : []), ...given])
