import type { MsRange } from '../types'

/** Texts one after another through a stretch of time, each with a share that goes by its length. */
export const shareTime = (
  texts: readonly string[],
  range: MsRange,
): { text: string; startMs: number; endMs: number }[] => {
  const letters = Math.max(
    1,
    texts.reduce((sum, text) => sum + text.length, 0),
  )
  let before = 0
  const at = (count: number) => range.startMs + Math.round(((range.endMs - range.startMs) * count) / letters)
  return texts.map((text) => {
    const startMs = at(before)
    before += text.length
    return { text, startMs, endMs: Math.max(startMs + 1, at(before)) }
  })
}
