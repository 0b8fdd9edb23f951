import { parseArgs } from 'node:util'
import { createTestDatabase } from '@/server/testing/database'
import { openConformance, type Target } from './conformance'
import { createEmbeddedTarget } from './embedded-target'
import { createServerTarget } from './server-target'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: 'string' },
    'event-key': { type: 'string' },
    'signing-key': { type: 'string' },
    'app-host': { type: 'string' },
  },
})

/** The embedded runner gets a database of its own, which is dropped at the end. */
const openTarget = async (): Promise<Target> => {
  if (values.server !== undefined) {
    return createServerTarget({
      baseUrl: values.server,
      eventKey: values['event-key'],
      signingKey: values['signing-key'],
      appHost: values['app-host'],
    })
  }
  const database = await createTestDatabase()
  const signingKey = values['signing-key']
  const target = createEmbeddedTarget(database.url, signingKey === undefined ? {} : { signingKey })
  return {
    ...target,
    close: async () => {
      await target.close()
      await database.close()
    },
  }
}

const target = await openTarget()
try {
  const conformance = await openConformance(
    target,
    (check) => positionals.length === 0 || positionals.includes(check.id),
  )
  console.log(`${conformance.checks.length} checks on ${target.name}`)
  const results = await conformance.drive(({ check, ms, error }) => {
    console.log(
      `${error === null ? 'ok    ' : 'FAILED'} ${check.id.padEnd(17)} ${(ms / 1000).toFixed(1).padStart(5)} s  ${check.what}`,
    )
    if (error !== null) console.log(`       ${error}`)
  })
  const held = results.filter((result) => result.error === null).length
  console.log(`${held} of ${results.length} hold`)
  if (held < results.length) process.exitCode = 1
} finally {
  await target.close()
}
