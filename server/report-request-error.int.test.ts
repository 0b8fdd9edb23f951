import { afterAll, beforeAll, expect, test } from 'vitest'
import { DomainError } from './errors'
import { reportRequestError } from './report-request-error'
import type { TestApp } from './testing/app-context'
import { openWebApp } from './testing/as-web-app'

let app: TestApp
beforeAll(async () => {
  app = await openWebApp()
})
afterAll(() => app.close())

const faults = async () => (await app.ctx.ports.metrics.read()).filter(({ name }) => name === 'error_total')

test('a page that broke is a fault; a page that was refused is not', async () => {
  const place = { route: '/projects/[id]', requestId: 'r1' }
  await reportRequestError(new DomainError('not_found', 'There is no such project.'), place)
  await reportRequestError(new Error('NOT_FOUND', { cause: new DomainError('not_found', 'None.') }), place)
  expect(await faults()).toEqual([])
  await reportRequestError(new TypeError('undefined is not a project'), place)
  expect(await faults()).toEqual([{ kind: 'counter', name: 'error_total', labels: { where: 'page' }, value: 1 }])
})
