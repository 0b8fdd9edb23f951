import { serve } from 'inngest/edge'
import { createInngest } from '@/inngest'
import { importLinkFunction } from '@/inngest/functions/import-link'
import { createWebFetcher } from '@/server/adapters/fetcher'
import { createContext } from '@/server/compose'
import { createApp } from '@/server/compose-app'
import { readEnv } from '@/server/env'
import { inngestAppId } from '@/server/inngest-options'
import { createGate } from '@/server/pipeline'
import { createRunner } from '@/server/runner'

/**
 * A worker for tests that kill it: `import-worker.ts PORT`. It fetches links and nothing else, from that port of this machine alone, which
 * a worker of people's refuses.
 */
const port = Number(process.argv[2])
const env = readEnv()
const app = await createApp('worker', env)
const { log } = app.context
const fetcher = createWebFetcher({
  resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  isAllowed: (address, to) => address === '127.0.0.1' && to === port,
  isAllowedPort: () => true,
  allowsHttp: true,
})
const inngest = createInngest(env, { pool: app.pool, log, errors: app.context.ports.errors })
const work = {
  ...app.context,
  ports: { ...app.context.ports, fetcher },
  media: await createContext({ env, log }),
  gates: { analysis: createGate(1), renders: createGate(1) },
  maxArtifactBytes: 1e9,
}
const handle = serve({ client: inngest, functions: [importLinkFunction(inngest, work)] })
await createRunner({ pool: app.pool, handlers: [{ appId: inngestAppId, handle }], log }).start()
console.log('worker is ready')
