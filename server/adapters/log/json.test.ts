import { expect, test } from 'vitest'
import { createJsonLog } from './json'

const open = () => {
  const lines: string[] = []
  const log = createJsonLog({ write: (line) => void lines.push(line) })
  return { log, lines, last: (): unknown => JSON.parse(lines.at(-1) ?? '') }
}

test('a line is JSON with its level in a word, the time, the message and its fields', () => {
  const { log, last } = open()
  log.warn('disk is nearly full', { freeBytes: 10, requestId: 'r1' })
  expect(last()).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    msg: 'disk is nearly full',
    freeBytes: 10,
    requestId: 'r1',
  })
})

test('no secret is in a line, by its name, by its look, in fields or in the message', () => {
  const { log, lines } = open()
  log.error('connecting to redis://:hunter2hunter2@host failed', {
    headers: { authorization: 'hunter2', cookie: 'session=hunter2', 'stripe-signature': 'hunter2' },
    user: { email: 'hunter2@example.com', sessionToken: 'hunter2' },
    cause: 'Bearer hunter2hunter2 was refused',
  })
  expect(lines).toHaveLength(1)
  expect(lines.join()).not.toContain('hunter2')
})
