import { expect, test } from 'vitest'
import { mailSteps } from './mail-steps'

const at = (time: string) => new Date(`2026-11-25T${time}:00Z`)
const base = { createdAt: at('09:00'), sentAt: null, dueAt: null, attempts: 0, reports: [] }

test('a mail’s steps are told in order, by the reader’s clock, each day once', () => {
  expect(mailSteps(base, 'Europe/Paris')).toBe('Written 25 Nov 2026, 10:00')
  expect(
    mailSteps(
      {
        ...base,
        sentAt: at('09:03'),
        attempts: 1,
        reports: [
          { outcome: 'delayed', note: null, at: at('22:59') },
          { outcome: 'bounced', note: 'No such box.', at: at('23:30') },
        ],
      },
      'Europe/Paris',
    ),
  ).toBe('Written 25 Nov 2026, 10:00 · sent 10:03 · delayed 23:59 · bounced 26 Nov 2026, 00:30')
})

test('a mail that waits says how often it was tried and when it is tried again', () => {
  expect(mailSteps({ ...base, attempts: 2, dueAt: at('09:30') }, 'UTC')).toBe(
    'Written 25 Nov 2026, 09:00 · next try 09:30 · tried 2 times',
  )
  expect(mailSteps({ ...base, attempts: 1 }, 'UTC')).toBe('Written 25 Nov 2026, 09:00 · tried once')
})
