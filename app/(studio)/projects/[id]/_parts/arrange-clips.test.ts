import { expect, test } from 'vitest'
import { arrangeClips, countClips, readArrangement } from './arrange-clips'

const clip = (id: string, over: Partial<Parameters<typeof arrangeClips>[0][number]> = {}) => ({
  id,
  title: `Clip ${id}`,
  hashtags: [],
  score: 50,
  startMs: 0,
  durationMs: 10_000,
  origin: 'auto',
  state: 'ready',
  ...over,
})

test('an address that says nothing known shows all clips, best first', () => {
  const arrangement = readArrangement(new URLSearchParams('sort=colour&show=none'))
  expect(arrangement).toEqual({ sort: 'score', show: 'all', query: '' })
  const arranged = arrangeClips([clip('a', { score: 40 }), clip('b', { score: 90 })], arrangement)
  expect(arranged.map(({ id }) => id)).toEqual(['b', 'a'])
})

test('clips of one score stand as they do in the video', () => {
  const arranged = arrangeClips([clip('late', { startMs: 9000 }), clip('early', { startMs: 1000 })], {
    sort: 'score',
    show: 'all',
    query: '',
  })
  expect(arranged.map(({ id }) => id)).toEqual(['early', 'late'])
})

test('every word of the query has to be in title or hashtags, in any case', () => {
  const clips = [clip('a', { title: 'Start late', hashtags: ['#Editing'] }), clip('b', { title: 'Start early' })]
  const arranged = arrangeClips(clips, { sort: 'score', show: 'all', query: ' editing LATE ' })
  expect(arranged.map(({ id }) => id)).toEqual(['a'])
})

test('each filter shows its own clips and counts what it shows', () => {
  const clips = [clip('a'), clip('b', { state: 'failed' }), clip('c', { origin: 'manual', state: 'rendering' })]
  const idsOf = (show: 'all' | 'ready' | 'failed' | 'manual') =>
    arrangeClips(clips, { sort: 'score', show, query: '' }).map(({ id }) => id)
  expect(idsOf('ready')).toEqual(['a'])
  expect(idsOf('failed')).toEqual(['b'])
  expect(idsOf('manual')).toEqual(['c'])
  expect(countClips(clips, 'all')).toBe(3)
  expect(countClips(clips, 'failed')).toBe(1)
})
