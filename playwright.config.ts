import { defineConfig, devices } from '@playwright/test'

// Journeys against the production build, its worker, PostgreSQL and Redis, all real. Two cores: one browser at a time.
export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // What a machine takes that has other things to do as well: programs of ours stand behind all of them.
  timeout: 480_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: '.data/e2e-results.json' }]],
  outputDir: '.data/e2e-output',
  use: {
    ...devices['Desktop Chrome'],
    locale: 'en-US',
    // A button that is not there is said long before the test's own time is over.
    actionTimeout: 120_000,
    timezoneId: 'Europe/Berlin',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--autoplay-policy=no-user-gesture-required',
      ],
    },
  },
})
