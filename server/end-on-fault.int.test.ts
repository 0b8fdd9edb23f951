import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { childEnvironment } from './env'

const projectDir = fileURLToPath(new URL('..', import.meta.url))

/** Faults, and says what it handed on; one that is only beginning to be handed on takes a moment. */
const program = (fault: string) => `
  import { setTimeout as sleep } from 'node:timers/promises'
  import { endOnFault } from './server/end-on-fault.ts'
  let arrived = Promise.resolve()
  endOnFault({
    id: 'sentry',
    report: (error, { where, name }) => {
      arrived = sleep(50).then(() => console.log(where, name, error.message))
    },
    flush: () => arrived,
  })
  setInterval(() => undefined, 1_000)
  ${fault}
`

test.each([
  ['thrown', "setTimeout(() => { throw new Error('nobody caught this') })", 'uncaughtException'],
  ['of a promise', "void Promise.reject(new Error('nobody caught this'))", 'unhandledRejection'],
])('a fault %s that nobody caught is handed on before the process ends with 1', (_kind, fault, name) => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program(fault)],
    {
      cwd: projectDir,
      encoding: 'utf8',
      env: childEnvironment({ TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json') }),
    },
  )
  expect([status, stdout.trim()]).toEqual([1, `process ${name} nobody caught this`])
})
