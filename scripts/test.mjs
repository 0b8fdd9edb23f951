import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ensureBuild, ensureClient } from './build.mjs'
import { dataDir, projectDir, say } from './environment.mjs'
import { removePostgres } from './postgres.mjs'
import { ensureReady } from './setup.mjs'

// Every check, in order of cost: types, lint, unit tests, the production build, integration tests, journeys in a browser. Ends with
// one plain line: "N passed, N failed".
ensureReady({ forTests: true })

const bin = (name) => path.join(projectDir, 'node_modules', '.bin', name)
const total = { passed: 0, failed: 0, skipped: 0 }

const run = (command, args) => spawnSync(command, args, { cwd: projectDir, stdio: 'inherit' }).status

const count = (isGood) => {
  if (isGood) total.passed += 1
  else total.failed += 1
}

/** A step that is one check: done, or thrown. */
const step = async (name, work) => {
  say(name)
  try {
    await work()
    count(true)
  } catch (error) {
    console.error(`clipforge: ${error.message}`)
    count(false)
  }
}

/** Runs a test program that leaves its figures in a JSON file. */
const suite = (name, { command, args, resultFile, read }) => {
  say(name)
  rmSync(resultFile, { force: true })
  const status = run(command, args)
  try {
    const { passed, failed, skipped } = read(JSON.parse(readFileSync(resultFile, 'utf8')))
    total.passed += passed
    total.skipped += skipped
    // A suite that broke before its tests could run has no failed test to count.
    total.failed += status !== 0 && failed === 0 ? 1 : failed
  } catch (error) {
    console.error(`clipforge: no readable results: ${error.message}`)
    total.failed += 1
  }
}

const vitest = (project) => {
  const resultFile = path.join(dataDir, 'test-results.json')
  suite(`${project} tests`, {
    command: bin('vitest'),
    args: ['run', '--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${resultFile}`],
    resultFile,
    read: (result) => ({
      passed: result.numPassedTests,
      failed: result.numFailedTests,
      skipped: result.numPendingTests + result.numTodoTests,
    }),
  })
}

const hasJourneys = () =>
  existsSync(path.join(projectDir, 'e2e')) &&
  readdirSync(path.join(projectDir, 'e2e'), { recursive: true }).some((name) => name.endsWith('.spec.ts'))

const journeys = () =>
  suite('journeys in a browser', {
    command: bin('playwright'),
    args: ['test'],
    // Named in playwright.config.ts.
    resultFile: path.join(projectDir, '.data', 'e2e-results.json'),
    read: ({ stats }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
    }),
  })

try {
  await step('database client', () => ensureClient())
  say('types')
  count(run(bin('tsc'), ['--noEmit']) === 0)
  say('lint')
  count(run(bin('biome'), ['ci', '.']) === 0)
  vitest('unit')
  await step('production build', () => ensureBuild())
  vitest('int')
  if (hasJourneys()) journeys()
} finally {
  await removePostgres({ dataDir: path.join(dataDir, 'test-postgres') })
}

console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed === 0 ? 0 : 1
