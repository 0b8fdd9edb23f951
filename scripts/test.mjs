import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ensureBuild, ensureClient } from './build.mjs'
import { dataDir, projectDir, say } from './environment.mjs'
import { removePostgres } from './postgres.mjs'
import { ensureReady } from './setup.mjs'

// Every check, in order of cost: types, lint, unit tests, the production build, integration tests, journeys in a browser. Ends with
// one plain line: "N passed, N failed".
ensureReady({ forTests: true })

const bin = (name) => path.join(projectDir, 'node_modules', '.bin', name)
const total = { passed: 0, failed: 0, skipped: 0 }
/** By name; suites where a machine lacks something say what (server/testing/where.ts). */
const skippedNames = new Set()

// Ctrl-C reaches the program that runs and this one; this one must live on to clear up.
let isInterrupted = false
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    isInterrupted = true
  })

/** Of one program, on a slow machine; each test in it has limits of its own. */
const longestMs = 90 * 60_000

const run = (command, args) => {
  const { status, error } = spawnSync(command, args, { cwd: projectDir, stdio: 'inherit', timeout: longestMs })
  if (error !== undefined) console.error(`clipforge: ${command} could not be run: ${error.message}`)
  return status
}

const timed = async (name, work) => {
  if (isInterrupted) return
  say(name)
  const begin = Date.now()
  await work()
  // A turn of the loop, in which a signal that came meanwhile is heard.
  await nextTurn()
  say(isInterrupted ? 'interrupted' : `${name}: ${Math.round((Date.now() - begin) / 1000)} s`)
}

const count = (isGood) => {
  if (isGood) total.passed += 1
  else total.failed += 1
}

/** A step that is one check: done, or thrown. */
const step = (name, work) =>
  timed(name, async () => {
    try {
      await work()
      count(true)
    } catch (error) {
      console.error(`clipforge: ${error.message}`)
      count(false)
    }
  })

const check = (name, command, args) => timed(name, () => count(run(command, args) === 0))

/** Runs a test program that leaves its figures in a JSON file. */
const suite = (name, { command, args, resultFile, read }) =>
  timed(name, () => {
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
  })

/** Of a suite that was skipped whole, the suite's. */
const skippedNameOf = ({ ancestorTitles, fullName }) =>
  ancestorTitles.find((title) => title.includes('(skipped: ')) ?? fullName

const vitest = (project) => {
  const resultFile = path.join(dataDir, 'test-results.json')
  return suite(`${project} tests`, {
    command: bin('vitest'),
    args: ['run', '--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${resultFile}`],
    resultFile,
    read: (result) => {
      for (const { assertionResults } of result.testResults)
        for (const test of assertionResults)
          if (!['passed', 'failed'].includes(test.status)) skippedNames.add(skippedNameOf(test))
      return {
        passed: result.numPassedTests,
        failed: result.numFailedTests,
        skipped: result.numPendingTests + result.numTodoTests,
      }
    },
  })
}

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
  await check('types', bin('tsc'), ['--noEmit'])
  await check('lint', bin('biome'), ['ci', '.'])
  await vitest('unit')
  await step('production build', () => ensureBuild())
  await vitest('int')
  await journeys()
} finally {
  await removePostgres({ dataDir: path.join(dataDir, 'test-postgres') })
}

for (const name of skippedNames) say(`skipped: ${name}`)
if (total.skipped > 0) say(`${total.skipped} skipped`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = isInterrupted ? 130 : total.failed === 0 ? 0 : 1
