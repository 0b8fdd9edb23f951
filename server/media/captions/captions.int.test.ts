import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fontOf, measureText } from './fonts'
import { captionStyles, planCaptions } from './index'

const projectDir = fileURLToPath(new URL('../../..', import.meta.url))
const size = { widthPx: 540, heightPx: 960 }
const edit = { ranges: [{ startMs: 0, endMs: 20_000 }], removed: [] }
let dir = ''

beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'clipforge-captions-'))
  mkdirSync(path.join(dir, 'fonts'))
  for (const { font } of captionStyles) {
    const { file } = fontOf(font)
    copyFileSync(path.join(projectDir, 'node_modules', file), path.join(dir, 'fonts', path.basename(file)))
  }
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const wordsOf = (text: string) =>
  text.split(' ').map((word, i) => ({ text: word, startMs: i * 400, endMs: i * 400 + 380, confidence: 1 }))

/** Burns the captions over grey and gives the rectangle of what changed at that time, in pixels. */
const drawnBox = (ass: string, atMs: number) => {
  writeFileSync(path.join(dir, 'c.ass'), ass)
  const graph = `color=c=0x808080:s=${size.widthPx}x${size.heightPx}:r=25,trim=start=${atMs / 1000},ass=c.ass:fontsdir=fonts,format=gray`
  const pixels = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-f', 'lavfi', '-i', graph, '-frames:v', '1', '-f', 'rawvideo', 'pipe:1'],
    { cwd: dir, maxBuffer: 1e8 },
  )
  const base = pixels[0] ?? 0
  let box = { left: size.widthPx, right: -1, top: size.heightPx, bottom: -1 }
  for (const [index, value] of pixels.entries()) {
    if (Math.abs(value - base) < 24) continue
    const [x, y] = [index % size.widthPx, Math.floor(index / size.widthPx)]
    box = {
      left: Math.min(box.left, x),
      right: Math.max(box.right, x),
      top: Math.min(box.top, y),
      bottom: Math.max(box.bottom, y),
    }
  }
  return box
}

/** Where the middle of all green lies, as a share of the frame's width: the word being spoken. */
const spokenAt = (ass: string, atMs: number): number => {
  writeFileSync(path.join(dir, 'c.ass'), ass)
  const graph = `color=c=0x808080:s=${size.widthPx}x${size.heightPx}:r=25,trim=start=${atMs / 1000},ass=c.ass:fontsdir=fonts,format=rgb24`
  const pixels = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-f', 'lavfi', '-i', graph, '-frames:v', '1', '-f', 'rawvideo', 'pipe:1'],
    { cwd: dir, maxBuffer: 1e8 },
  )
  const xs: number[] = []
  for (let index = 0; index * 3 < pixels.length; index++) {
    const isGreen = (pixels[index * 3 + 1] ?? 0) - (pixels[index * 3] ?? 0) > 80
    xs.push(...(isGreen ? [index % size.widthPx] : []))
  }
  return xs.reduce((sum, x) => sum + x, 0) / xs.length / size.widthPx
}

describe('captions as libass draws them', () => {
  test('an Arabic line is read from the right, whatever it begins with', () => {
    const input = { edit, style: 'karaoke', size, language: 'ar', faces: [] }
    const { ass } = planCaptions({ ...input, words: wordsOf('iPhone كل يوم') })
    expect(spokenAt(ass, 200)).toBeGreaterThan(0.55)
    expect(spokenAt(ass, 1_000)).toBeLessThan(0.45)
  })

  test.each(captionStyles.map((style) => style.id))(
    '%s stays inside the safe box, around 64 %% of the height',
    (style) => {
      const { ass } = planCaptions({
        words: wordsOf('Extraordinary photographers misunderstand overcomplicated contraptions'),
        edit,
        style,
        size,
        language: 'en',
        faces: [],
      })
      const box = drawnBox(ass, 200)
      expect(box.left).toBeGreaterThanOrEqual(Math.floor((140 / 1080) * size.widthPx) - 12)
      expect(box.right).toBeLessThanOrEqual(Math.ceil((940 / 1080) * size.widthPx) + 12)
      const centre = (box.top + box.bottom) / 2 / size.heightPx
      expect(centre).toBeGreaterThan(0.6)
      expect(centre).toBeLessThan(0.68)
    },
  )

  test.each(captionStyles)('the width we lay out for $id is the width that is drawn', (style) => {
    const text = style.isUpperCase ? 'HAMBURGEFONTS' : 'Hamburgefonts'
    const { ass } = planCaptions({
      words: wordsOf('Hamburgefonts'),
      edit,
      style: style.id,
      size,
      language: 'en',
      faces: [],
    })
    // Well after the pop, so that the word stands at its plain size.
    const box = drawnBox(ass, 300)
    const emPx = style.em * size.heightPx
    const outlinePx = style.outlineEm * emPx
    const expected = measureText(fontOf(style.font), text).widthEm * emPx + 2 * outlinePx
    expect(Math.abs(box.right - box.left - expected)).toBeLessThan(0.05 * expected + 4)
  })

  test('a word too long for the frame is broken and still inside it', () => {
    const { ass } = planCaptions({
      words: wordsOf('Donaudampfschifffahrtsgesellschaftskapitänsmütze'),
      edit,
      style: 'karaoke',
      size,
      language: 'de',
      faces: [],
    })
    const box = drawnBox(ass, 200)
    expect(box.left).toBeGreaterThan(0.1 * size.widthPx)
    expect(box.right).toBeLessThan(0.9 * size.widthPx)
  })

  test('what looks like drawing commands draws letters, not shapes', () => {
    const { ass } = planCaptions({
      words: wordsOf('{\\p1}m{\\p0} 0 0'),
      edit,
      style: 'simple',
      size,
      language: 'en',
      faces: [],
    })
    const box = drawnBox(ass, 200)
    expect(box.right - box.left).toBeLessThan(0.5 * size.widthPx)
    expect(box.top).toBeGreaterThan(0.55 * size.heightPx)
  })
})
