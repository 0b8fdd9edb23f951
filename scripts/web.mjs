import { createRequire } from 'node:module'

// The one place that launches the web server. In this process, so that a signal to it, or its end, is the server's own.
// node scripts/web.mjs start|dev HOST PORT
const [mode, host, port] = process.argv.slice(2)
process.argv = [process.argv[0], 'next', mode, '--hostname', host, '--port', port]
createRequire(import.meta.url)('next/dist/bin/next')
