import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { StageRail } from './stage-rail'

type Shown = Parameters<typeof StageRail>[0]['project']

const base: Shown = {
  status: 'working',
  queue: null,
  isInLine: false,
  stage: null,
  stages: [],
  timeLeftMs: null,
  upload: null,
}
const words = (project: Partial<Shown>): string =>
  renderToStaticMarkup(<StageRail project={{ ...base, ...project }} />).replace(/<[^>]*>/g, ' ')

test('work whose next stage waits for a place says that it waits, and promises no time', () => {
  const said = words({ isInLine: true })
  expect(said).toContain('Waiting for its turn')
  expect(said).toContain('The time left is known once it goes on')
  expect(said).not.toContain('Working')
})

test('what is queued is said to be delayed only when it is', () => {
  const queued = { status: 'queued', isInLine: true } as const
  expect(words({ ...queued, queue: { position: 6, isDelayed: false } })).toMatch(/In the queue\s+Number\s+6\s+in line/)
  expect(words({ ...queued, queue: { position: 1, isDelayed: true } })).toContain('Queued: processing is delayed')
})
