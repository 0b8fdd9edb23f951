import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ProjectStatus } from '@/server/db/generated/client'
import { defaultSettings, genres, projectSettingsSchema, projectStatuses, settingsOfGenre } from './schemas'
import { stageIds, timeLeft } from './stages'
import { mayMove, originsOf } from './transition'

describe('a project’s status', () => {
  test('moves forward, ends once, and begins again only from failed and cancelled', () => {
    const allowed = projectStatuses.flatMap((from) =>
      projectStatuses.filter((to) => mayMove(from, to)).map((to) => `${from} -> ${to}`),
    )
    expect(allowed).toEqual([
      'waiting -> queued',
      'waiting -> failed',
      'waiting -> cancelled',
      'queued -> working',
      'queued -> failed',
      'queued -> cancelled',
      'working -> ready',
      'working -> failed',
      'working -> cancelled',
      'failed -> waiting',
      'failed -> queued',
      'cancelled -> waiting',
      'cancelled -> queued',
    ])
  })

  test('the places a status is reached from are those that may move there', () => {
    const status = fc.constantFrom<ProjectStatus>(...projectStatuses)
    fc.assert(
      fc.property(status, status, (from, to) => {
        expect(originsOf(to).includes(from)).toBe(mayMove(from, to))
      }),
    )
  })
})

describe('time left', () => {
  const media = { sourceMs: 600_000, clipsMs: 60_000 }
  const row = (stage: string, state: 'running' | 'done', share: number) => ({ stage, state, share })

  test('shrinks as stages go on and is null when all have ended', () => {
    const spans = [0, 0.3, 0.6, 1].map((share) => timeLeft([row('speech', 'running', share)], media, {}))
    const lows = spans.map((span) => span?.[0] ?? 0)
    expect(lows).toEqual([...lows].sort((a, b) => b - a))
    expect(new Set(lows).size).toBe(4)
    expect(
      timeLeft(
        stageIds.map((stage) => row(stage, 'done', 1)),
        media,
        {},
      ),
    ).toBeNull()
  })

  test('is narrower where this machine’s past is known than where it is guessed', () => {
    const known = Object.fromEntries(stageIds.map((stage) => [stage, { low: 0.2, high: 0.25 }]))
    const width = (span: readonly [number, number] | null) => (span === null ? 0 : span[1] / span[0])
    expect(width(timeLeft([], media, known))).toBeCloseTo(1.25)
    expect(width(timeLeft([], media, {}))).toBeGreaterThan(3)
  })
})

describe('settings', () => {
  test('are all there when nothing is said', () => {
    expect(projectSettingsSchema.parse({})).toEqual(defaultSettings)
    expect(defaultSettings).toMatchObject({ aspect: '9:16', captions: 'karaoke', framing: 'auto', minS: 15, maxS: 60 })
  })

  test('of every genre are valid', () => {
    const ids = Object.keys(genres) as (keyof typeof genres)[]
    expect(ids.map((id) => projectSettingsSchema.safeParse(settingsOfGenre(id)).success)).toEqual(ids.map(() => true))
  })

  test('refuse clips that are longer at least than at most, and ranges of no length', () => {
    expect(projectSettingsSchema.safeParse({ minS: 50, maxS: 20 }).success).toBe(false)
    expect(projectSettingsSchema.safeParse({ ranges: [{ startMs: 5_000, endMs: 5_000 }] }).success).toBe(false)
  })
})
