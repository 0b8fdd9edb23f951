import { describe, expect, test } from 'vitest'
import { chooseCampaign, type ReaderFacts } from './choose-campaign'

const at = (text: string) => Date.parse(text)
const hourMs = 3_600_000
const dayMs = 24 * hourMs

const someone: ReaderFacts = {
  userId: 'u1',
  timeZone: 'UTC',
  createdAtMs: at('2026-01-01T08:00:00Z'),
  lastSeenAtMs: at('2026-11-30T08:00:00Z'),
  trialEndsAtMs: null,
  hasClips: true,
  hasWorkedLastWeek: false,
  unwanted: [],
  sent: new Map(),
}

const keyAt = (facts: Partial<ReaderFacts>, text: string) => chooseCampaign({ ...someone, ...facts }, at(text))?.key

/** What a person gets through a month, asked at every hour of it and told of what went before: each mail with the hour it first wins at. */
const mailsOf = (facts: Partial<ReaderFacts>, from: string, days: number) => {
  const sent = new Map<string, string>()
  const mails: string[] = []
  for (let hour = 0; hour < days * 24; hour++) {
    const ms = at(from) + hour * hourMs
    const chosen = chooseCampaign({ ...someone, ...facts, sent }, ms)
    if (chosen === null || sent.has(chosen.key) || new Date(ms).getUTCHours() !== chosen.campaign.hour) continue
    sent.set(chosen.key, chosen.day)
    mails.push(`${new Date(ms).toISOString().slice(0, 13)} ${chosen.key}`)
  }
  return mails
}

test('somebody new who does nothing: the first steps, the trial three times, and two reminders', () => {
  const signedUp = at('2026-11-25T15:30:00Z')
  const facts = {
    createdAtMs: signedUp,
    lastSeenAtMs: signedUp,
    trialEndsAtMs: signedUp + 7 * dayMs,
    hasClips: false,
  }
  expect(mailsOf(facts, '2026-11-25T00:00:00Z', 60)).toEqual([
    '2026-11-27T10 onboarding-day-1:once:u1:2026-11-25',
    '2026-11-28T10 onboarding-day-3:once:u1:2026-11-25',
    '2026-11-29T10 trial-expiry:3-days:u1:2026-12-02',
    '2026-12-01T10 trial-expiry:1-day:u1:2026-12-02',
    '2026-12-03T10 trial-expiry:ended:u1:2026-12-02',
    '2026-12-09T14 inactivity:14-days:u1:2026-11-25',
    '2026-12-25T14 inactivity:30-days:u1:2026-11-25',
  ])
})

describe('the first day', () => {
  const early = { createdAtMs: at('2026-12-01T09:59:00Z'), hasClips: false }
  test('comes at the first ten o’clock that is 24 hours later', () => {
    expect(keyAt(early, '2026-12-02T10:00:00Z')).toBe('onboarding-day-1:once:u1:2026-12-01')
    expect(keyAt({ ...early, createdAtMs: at('2026-12-01T10:01:00Z') }, '2026-12-02T10:00:00Z')).toBeUndefined()
    expect(keyAt({ ...early, createdAtMs: at('2026-12-01T10:01:00Z') }, '2026-12-03T10:00:00Z')).toBeDefined()
  })
  test('is not for somebody who has made a clip, nor for somebody who signed up long ago', () => {
    expect(keyAt({ ...early, hasClips: true }, '2026-12-02T10:00:00Z')).toBeUndefined()
    expect(keyAt({ ...early, createdAtMs: at('2026-10-01T09:00:00Z') }, '2026-12-02T10:00:00Z')).toBeUndefined()
  })
})

describe('the end of a trial', () => {
  test('is counted in dates of the reader: what ends tomorrow in New York ends in two days in London', () => {
    const facts = { trialEndsAtMs: at('2026-12-02T04:00:00Z') }
    const now = '2026-11-30T15:00:00Z'
    expect(keyAt({ ...facts, timeZone: 'America/New_York' }, now)).toBe('trial-expiry:1-day:u1:2026-12-02')
    expect(keyAt({ ...facts, timeZone: 'Europe/London' }, now)).toBeUndefined()
    expect(keyAt({ ...facts, timeZone: 'Europe/London' }, '2026-12-01T10:00:00Z')).toContain(':1-day:')
  })
  test('that came after ten is written about on the next day, once', () => {
    const facts = { trialEndsAtMs: at('2026-12-02T10:30:00Z') }
    expect(keyAt(facts, '2026-12-02T10:00:00Z')).toBeUndefined()
    expect(keyAt(facts, '2026-12-03T10:00:00Z')).toBe('trial-expiry:ended:u1:2026-12-02')
    const sent = new Map([['trial-expiry:ended:u1:2026-12-02', '2026-12-02']])
    expect(keyAt({ trialEndsAtMs: at('2026-12-02T09:30:00Z'), sent }, '2026-12-03T10:00:00Z')).toBeUndefined()
  })
})

describe('the summary', () => {
  test('comes on Mondays to those who did something, for the week by its Monday', () => {
    expect(keyAt({ hasWorkedLastWeek: true }, '2026-11-30T09:00:00Z')).toBe('weekly-summary:week:u1:2026-11-23')
    expect(keyAt({ hasWorkedLastWeek: false }, '2026-11-30T09:00:00Z')).toBeUndefined()
    expect(keyAt({ hasWorkedLastWeek: true }, '2026-12-01T09:00:00Z')).toBeUndefined()
  })
})

describe('one a day', () => {
  const monday = { hasWorkedLastWeek: true, trialEndsAtMs: at('2026-12-03T12:00:00Z') }
  test('trial before onboarding before summary before inactivity, whatever the hour is asked at', () => {
    const all = {
      ...monday,
      createdAtMs: at('2026-11-27T08:00:00Z'),
      lastSeenAtMs: at('2026-11-16T08:00:00Z'),
    }
    for (const hour of ['00', '09', '10', '14', '23'])
      expect(keyAt(all, `2026-11-30T${hour}:00:00Z`)).toBe('trial-expiry:3-days:u1:2026-12-03')
    const noTrial = { ...all, trialEndsAtMs: null }
    for (const hour of ['09', '10', '14'])
      expect(keyAt(noTrial, `2026-11-30T${hour}:00:00Z`)).toBe('onboarding-day-3:once:u1:2026-11-27')
    const old = { ...noTrial, createdAtMs: someone.createdAtMs }
    expect(keyAt(old, '2026-11-30T14:00:00Z')).toBe('weekly-summary:week:u1:2026-11-23')
    expect(keyAt({ ...old, hasWorkedLastWeek: false }, '2026-11-30T14:00:00Z')).toContain('inactivity:14-days')
  })
  test('what is not wanted makes room for the next', () => {
    expect(keyAt({ ...monday, unwanted: ['trial'] }, '2026-11-30T09:00:00Z')).toContain('weekly-summary')
    expect(keyAt({ ...monday, unwanted: ['trial', 'summary'] }, '2026-11-30T09:00:00Z')).toBeUndefined()
  })
  test('what went out this morning is the mail of this afternoon too', () => {
    const sent = new Map([['trial-expiry:3-days:u1:2026-12-03', '2026-11-30']])
    const facts = { ...monday, sent, lastSeenAtMs: at('2026-11-16T08:00:00Z') }
    expect(keyAt(facts, '2026-11-30T14:00:00Z')).toBe('trial-expiry:3-days:u1:2026-12-03')
  })
})

describe('inactivity', () => {
  const lastSeenAtMs = at('2026-11-01T23:30:00Z')
  test('is counted in dates, comes at 14 and 30, and makes up for a missed day', () => {
    expect(keyAt({ lastSeenAtMs }, '2026-11-14T14:00:00Z')).toBeUndefined()
    expect(keyAt({ lastSeenAtMs }, '2026-11-15T14:00:00Z')).toBe('inactivity:14-days:u1:2026-11-01')
    expect(keyAt({ lastSeenAtMs }, '2026-11-17T14:00:00Z')).toBe('inactivity:14-days:u1:2026-11-01')
    expect(keyAt({ lastSeenAtMs }, '2026-11-18T14:00:00Z')).toBeUndefined()
    expect(keyAt({ lastSeenAtMs }, '2026-12-01T14:00:00Z')).toBe('inactivity:30-days:u1:2026-11-01')
  })
  test('a visit begins it anew', () => {
    const sent = new Map([['inactivity:14-days:u1:2026-10-01', '2026-10-15']])
    expect(keyAt({ lastSeenAtMs, sent }, '2026-11-15T14:00:00Z')).toBe('inactivity:14-days:u1:2026-11-01')
  })
})
