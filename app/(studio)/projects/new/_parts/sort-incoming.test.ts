import { expect, test } from 'vitest'
import { type Incoming, sortIncoming } from './sort-incoming'

const source = (id: string): Incoming['source'] => ({
  ...{ id, durationMs: 60_000, widthPx: 640, heightPx: 360, hasVideo: true, hasAudio: true, thumbnailUrl: null },
})
const incoming = (id: string, patch: Partial<Incoming> = {}): Incoming => ({
  ...{ id, kind: 'file', fileName: `${id}.mp4`, sizeBytes: 10, offsetBytes: 10, state: 'ready', failure: null },
  ...{ createdAt: new Date(0), source: source(`source of ${id}`), isYours: true, project: null },
  ...patch,
})
type Shown = { readonly id: string; readonly sourceId: string | null }
const sort = (listed: readonly Incoming[], shown: readonly Shown[] = [], removed: readonly string[] = []) => {
  const { arrived, unfinished } = sortIncoming(listed, { shown, removed: new Set(removed) })
  return { arrived: arrived.map(({ id }) => id), unfinished: unfinished.map(({ id }) => id) }
}

test('what an earlier visit brought and did not start with is found again, whole or on its way', () => {
  const listed = [
    incoming('ready'),
    incoming('checking', { state: 'checking', source: null }),
    incoming('link', { kind: 'link', state: 'receiving', source: null }),
    incoming('part', { state: 'receiving', source: null }),
  ]
  expect(sort(listed)).toEqual({ arrived: ['ready', 'checking', 'link'], unfinished: ['part'] })
})

test('nothing is offered that a project was made of, that is over, deleted, another’s, removed or shown already', () => {
  const listed = [
    incoming('started', { project: { id: 'p', title: 'Talk' } }),
    incoming('failed', { state: 'failed', source: null }),
    incoming('cancelled', { state: 'cancelled', source: null }),
    incoming('deleted', { source: null }),
    incoming('another’s', { isYours: false }),
    incoming('removed'),
    incoming('shown'),
    incoming('a part that is removed', { state: 'receiving' }),
    incoming('another’s part', { state: 'receiving', isYours: false }),
  ]
  const shown = [{ id: 'shown', sourceId: null }]
  expect(sort(listed, shown, ['removed', 'a part that is removed'])).toEqual({ arrived: [], unfinished: [] })
})

test('a part that a project waits for is still asked for', () => {
  const listed = [incoming('part', { state: 'receiving', source: null, project: { id: 'p', title: 'Talk' } })]
  expect(sort(listed)).toEqual({ arrived: [], unfinished: ['part'] })
})

test('the same video brought twice is offered once, so that it is not cut and paid twice', () => {
  const twice = source('same')
  const listed = [incoming('b', { source: twice }), incoming('a', { source: twice })]
  expect(sort(listed).arrived).toEqual(['b'])
  expect(sort(listed, [{ id: 'c', sourceId: 'same' }]).arrived).toEqual([])
})
