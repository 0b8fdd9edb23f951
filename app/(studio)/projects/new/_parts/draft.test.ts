import { expect, test } from 'vitest'
import { afterStart, type Draft, emptyDraft, readDraft, writeDraft } from './draft'

const draft: Draft = {
  settings: { ...emptyDraft.settings, minS: 20, maxS: 40, captions: 'none', prompt: 'stories' },
  titles: { '019b0000-0000-7000-8000-000000000000': 'My talk' },
  subtitles: { name: 'talk.srt', text: 'x'.repeat(1000) },
}
/** As a browser keeps it, up to so many letters. */
const storage = (room = Number.POSITIVE_INFINITY) => {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (value.length > room) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
      kept.set(key, value)
    },
  }
}

test('what was typed for a new project outlives a reload, in its own workspace', () => {
  const store = storage()
  writeDraft(store, 'a', draft)
  expect(readDraft(store, 'a')).toEqual(draft)
  expect(readDraft(store, 'b')).toEqual(emptyDraft)
})

test('subtitles that do not fit cost nobody their settings', () => {
  const store = storage(900)
  writeDraft(store, 'a', draft)
  expect(readDraft(store, 'a')).toEqual({ ...draft, subtitles: null })
})

test.each(['', '{', 'null', '{"settings":{"minS":-4},"titles":{},"subtitles":null}'])('%j is no draft', (text) => {
  expect(readDraft({ getItem: () => text }, 'a')).toEqual(emptyDraft)
})

test('the next project begins with the last settings, and with nothing that was said of one video', () => {
  expect(afterStart(draft)).toEqual({
    settings: { ...draft.settings, prompt: null },
    titles: {},
    subtitles: null,
  })
})
