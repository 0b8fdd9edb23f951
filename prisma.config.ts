import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// The CLI looks for its schema engine before it runs any command, and would download it from a host that may be out of reach.
// Ours speaks the same protocol; the real one is used where it was installed.
const engines = fileURLToPath(new URL('node_modules/@prisma/engines', import.meta.url))
const hasOwnEngine = existsSync(engines) && readdirSync(engines).some((name) => /^schema-engine-[\w.-]+$/.test(name))
if (!hasOwnEngine)
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL('scripts/schema-engine.mjs', import.meta.url))

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'tsx prisma/seed.ts' },
  // `npm run db -- <command>` starts the embedded server when DATABASE_URL is empty; `generate` needs none.
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
