import { expect, test } from 'vitest'
import type { RenderData } from '../../_parts/types'
import { clipPollMs } from './clip-poll-ms'

/** As the pages get it; what is asked does not look at the rest. */
const renderThat = (state: RenderData['state']): RenderData => ({ state }) as RenderData
const refusedWith = (error: string) => Object.assign(new Error('refused'), { data: { error } })
const rendering = { renders: [renderThat('ready'), renderThat('rendering')] }

test('while a file is being made the clip is asked for again, until it is gone or the session has ended', () => {
  expect(clipPollMs({ data: rendering, error: null })).toBeGreaterThan(0)
  expect(clipPollMs({ data: rendering, error: refusedWith('unauthenticated') })).toBe(false)
  expect(clipPollMs({ data: rendering, error: refusedWith('not_found') })).toBe(false)
  expect(clipPollMs({ data: rendering, error: refusedWith('internal') })).toBeGreaterThan(0)
  expect(clipPollMs({ data: { renders: [renderThat('ready')] }, error: null })).toBe(false)
})
