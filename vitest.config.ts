import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') }
const setupFiles = process.env.CI ? ['server/testing/property-draws.ts'] : []

// Two kinds of test by name: `*.test.ts` is pure and quick, `*.int.test.ts` drives real programs (ffmpeg, PocketSphinx,
// face workers), one file at a time so that they do not starve each other on two cores.
export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['{server,app,inngest,emails,scripts}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.int.test.{ts,tsx}'],
          setupFiles,
          testTimeout: 20_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'int',
          include: ['{server,app,inngest,emails,scripts}/**/*.int.test.{ts,tsx}'],
          setupFiles,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // How long a busy machine may take until what is looked for is there; the default is a second.
          expect: { poll: { timeout: 90_000 } },
          pool: 'forks',
          fileParallelism: false,
        },
      },
    ],
  },
})
