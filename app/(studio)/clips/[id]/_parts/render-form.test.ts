import { expect, test } from 'vitest'
import type { RenderData } from '../../_parts/types'
import { isThere } from './render-form'

const choice = { aspect: '1:1', framing: 'fit', captions: 'karaoke' } as const
/** As the page gets it; what is asked does not look at the rest. */
const renderThat = (state: RenderData['state'], other: Partial<RenderData> = {}): RenderData =>
  ({ ...choice, state, ...other }) as RenderData

test.each([
  ['ready', true],
  ['queued', true],
  ['rendering', true],
  ['failed', false],
  ['cancelled', false],
] as const)('a file whose render is %s is there: %s', (state, is) =>
  expect(isThere([renderThat(state)], choice)).toBe(is),
)

test('a file of another shape is another file', () =>
  expect(isThere([renderThat('ready', { aspect: '9:16' })], choice)).toBe(false))
