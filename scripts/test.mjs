import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { projectDir, say } from './environment.mjs'
import { ensureReady } from './setup.mjs'

// Every check, in order of cost: types, lint, then unit and integration tests. Ends with one plain line: "N passed, N failed".
ensureReady({ forTests: true })

const bin = (name) => path.join(projectDir, 'node_modules', '.bin', name)
const resultFile = path.join(projectDir, '.data', 'test-results.json')
const total = { passed: 0, failed: 0, skipped: 0 }

const check = (name, command, args) => {
  say(name)
  const { status } = spawnSync(command, args, { cwd: projectDir, stdio: 'inherit' })
  if (status === 0) total.passed += 1
  else total.failed += 1
}

const vitest = (project) => {
  say(`${project} tests`)
  rmSync(resultFile, { force: true })
  const args = ['run', '--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${resultFile}`]
  const { status } = spawnSync(bin('vitest'), args, { cwd: projectDir, stdio: 'inherit' })
  try {
    const result = JSON.parse(readFileSync(resultFile, 'utf8'))
    total.passed += result.numPassedTests
    total.failed += result.numFailedTests
    total.skipped += result.numPendingTests + result.numTodoTests
    // A suite that broke before its tests could run has no failed test to count.
    if (status !== 0 && result.numFailedTests === 0) total.failed += 1
  } catch (error) {
    console.error(`clipforge: vitest left no readable results: ${error.message}`)
    total.failed += 1
  }
}

check('types', bin('tsc'), ['--noEmit'])
check('lint', bin('biome'), ['ci', '.'])
vitest('unit')
vitest('int')

console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed === 0 ? 0 : 1
