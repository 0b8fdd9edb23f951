import { describe, expect, test } from 'vitest'
import { addMark } from './add-mark'
import { planCaptions } from './plan-captions'

const size = { widthPx: 1080, heightPx: 1920 }
const captions = planCaptions({
  words: [{ text: 'Hello', startMs: 100, endMs: 600, confidence: 1 }],
  edit: { ranges: [{ startMs: 0, endMs: 2000 }], removed: [] },
  style: 'karaoke',
  size,
  language: 'en',
  faces: [],
})

describe('the free plan’s mark', () => {
  test('is added to captions without changing a word of them', () => {
    const marked = addMark(captions, { size, durationMs: 2000 })
    const [before, after] = [captions.ass, marked.ass].map((ass) => ass.split('\n').filter((line) => line !== ''))
    expect(after?.filter((line) => !/^(Style: Mark|Dialogue: 1)/.test(line))).toEqual(before)
    expect(marked.cues).toEqual(captions.cues)
    expect(marked.fonts.length).toBe(2)
  })

  test('stands alone where there are no captions, and lasts longer than the clip', () => {
    const { ass, cues, style } = addMark(null, { size, durationMs: 61_234 })
    expect(style).toBe('none')
    expect(cues).toEqual([])
    expect(ass).toContain('PlayResX: 1080')
    expect(ass).toMatch(/Dialogue: 1,0:00:00.00,0:01:02.24,Mark,.*ClipForge/)
    expect(ass.indexOf('Style: Mark')).toBeLessThan(ass.indexOf('[Events]'))
  })
})
