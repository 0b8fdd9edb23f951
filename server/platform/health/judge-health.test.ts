import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  emptySnapshot,
  isExonerated,
  isStale,
  judgeFinding,
  judgeReport,
  lifecycleOf,
  overallStatus,
  periodMs,
} from './judge-health'
import { type CheckName, type Component, checkNames, type Finding, type HealthSnapshot } from './types'

const good: Finding = { is: 'good', value: 1 }
const bad: Finding = { is: 'bad', status: 'fail', value: null, output: 'refused' }
const unknown: Finding = { is: 'unknown' }
const well: Component = { status: 'pass', value: 1, output: null, failures: 0, atMs: 0 }

const judged = (findings: readonly Finding[]): Component =>
  findings.reduce((component, finding, index) => judgeFinding(component, finding, index), well)

const withComponents = (components: Partial<Record<CheckName, Partial<Component>>>, takenAtMs = 0): HealthSnapshot => ({
  takenAtMs,
  isStarted: true,
  components: {
    ...emptySnapshot.components,
    ...Object.fromEntries(Object.entries(components).map(([name, part]) => [name, { ...well, ...part }])),
  },
})

describe('one thing that is looked at', () => {
  test('is down after two failures in a row, not after one', () => {
    expect(judged([bad]).status).toBe('pass')
    expect(judged([bad, bad])).toMatchObject({ status: 'fail', output: 'refused', failures: 2 })
    expect(judged([bad, good, bad]).status).toBe('pass')
  })

  test('is up again after one success', () => {
    expect(judged([bad, bad, bad, good])).toMatchObject({ status: 'pass', output: null, failures: 0 })
  })

  test('is what it was when a look says nothing', () => {
    expect(judged([bad, unknown, bad]).status).toBe('fail')
    expect(judged([bad, bad, unknown]).status).toBe('fail')
    expect(judged([unknown, unknown]).status).toBe('pass')
  })

  test('whatever came before: down exactly when the last two that said something were bad', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(good, bad, unknown)), (findings) => {
        const said = findings.filter(({ is }) => is !== 'unknown')
        const isDown = said.length >= 2 && said.slice(-2).every(({ is }) => is === 'bad')
        expect(judged(findings).status === 'fail').toBe(isDown)
      }),
    )
  })

  test('a connection error of real work is a suspicion: the look after it decides', () => {
    expect(judgeReport(well)).toMatchObject({ status: 'pass', failures: 1 })
    expect(judgeFinding(judgeReport(well), bad, 1).status).toBe('fail')
    expect(judgeFinding(judgeReport(well), good, 1)).toMatchObject({ status: 'pass', failures: 0 })
    expect(judgeReport(judgeReport(well)).failures).toBe(1)
  })

  test('a deadline that was missed while the event loop stood still for over half of it proves nothing', () => {
    expect(isExonerated(501, 1_000)).toBe(true)
    expect(isExonerated(500, 1_000)).toBe(false)
    expect(isExonerated(0, 1_000)).toBe(false)
  })
})

describe('the whole', () => {
  test('PostgreSQL alone makes it fail; whatever else is down makes it worse', () => {
    expect(overallStatus(withComponents({ 'postgres:responseTime': { status: 'fail' } }), 0)).toBe('fail')
    for (const name of checkNames.filter((each) => each !== 'postgres:responseTime'))
      expect(overallStatus(withComponents({ [name]: { status: 'fail' } }), 0)).toBe('warn')
    expect(overallStatus(withComponents({}), 0)).toBe('pass')
  })

  test('is looked at every five seconds, every second while something is suspected', () => {
    expect(periodMs(withComponents({}))).toBe(5_000)
    expect(periodMs(withComponents({ 'redis:responseTime': { failures: 1 } }))).toBe(1_000)
    expect(periodMs(withComponents({ 'mail:outboxAge': { failures: 9, status: 'warn' } }))).toBe(5_000)
  })

  test('that was not renewed for three periods is no longer called well', () => {
    const snapshot = withComponents({}, 1_000)
    expect(overallStatus(snapshot, 16_000)).toBe('pass')
    expect(overallStatus(snapshot, 16_001)).toBe('warn')
    expect(isStale(withComponents({ 'redis:responseTime': { failures: 1 } }, 1_000), 4_001)).toBe(true)
    expect(overallStatus(withComponents({ 'postgres:responseTime': { status: 'fail' } }, 1_000), 99_000)).toBe('fail')
  })

  test('a process that drains is draining, also when it never came to be ready', () => {
    expect(lifecycleOf(emptySnapshot, false)).toBe('starting')
    expect(lifecycleOf({ ...emptySnapshot, isStarted: true }, false)).toBe('ready')
    expect(lifecycleOf(emptySnapshot, true)).toBe('draining')
  })
})
