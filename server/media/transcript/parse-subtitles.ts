import { limits } from '../limits'
import type { MsRange, Word } from '../types'
import { parseCueText, type SubtitleWord } from './cue-text'
import { parseWordsJson } from './parse-words-json'
import { invalid, tooMuch } from './subtitle-problem'

export type SubtitleCue = MsRange & { readonly words: readonly SubtitleWord[] }

export type Subtitles = {
  /** By start time. Every character but white space and markup is in some word. */
  readonly cues: readonly SubtitleCue[]
  /** Times of single words, where the file has them. */
  readonly words: readonly Word[] | null
  readonly language: string | null
}

/**
 * Reads SRT, WebVTT or words JSON; the content tells which. Forgives what players forgive: byte-order mark, any line ends,
 * missing or wrong numbers, missing blank lines, overlapping or unsorted cues, a comma or a point before milliseconds.
 * @throws SubtitleProblem naming the line
 */
export const parseSubtitles = (text: string): Subtitles => {
  if (text.length > limits.maxSubtitleBytes) {
    throw tooMuch(`more than ${limits.maxSubtitleBytes / 1024 ** 2} MiB`)
  }
  const content = text.replace(/^\uFEFF/, '')
  const opening = content.trimStart()
  if (opening.startsWith('{') || opening.startsWith('[')) {
    const parsed = parseWordsJson(content)
    if (parsed !== null) return parsed
  }
  const isVtt = /^WEBVTT(?:[ \t\r\n]|$)/.test(content)
  const cues = collectCues(content.split(/\r\n|\n|\r/), isVtt)
  if (cues.length === 0) throw invalid(1, 'no cues were found. SRT, WebVTT or words JSON is needed')
  return { cues: cues.sort((a, b) => a.startMs - b.startMs), words: null, language: null }
}

const clock = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?`
const timing = new RegExp(String.raw`^\s*${clock}\s*-->\s*${clock}(?:\s.*)?$`)
/** A line that means to be a time: an arrow with digits on its left. An arrow between words is text. */
const almostTiming = /^\s*-?\d[\d:.,]*\s*-+>/

const collectCues = (lines: readonly string[], isVtt: boolean): SubtitleCue[] => {
  const cues: SubtitleCue[] = []
  const hasInlineTimes = isVtt && lines.some((line) => /<\d[\d:.]*>/.test(line))
  let index = isVtt ? endOfBlock(lines, 0) : 0
  let lastLine = ''
  while (index < lines.length) {
    const timesAt = findTimes(lines, index, isVtt)
    if (timesAt === null) break
    const range = readTimes(lines[timesAt] ?? '', timesAt + 1)
    const textEnd = isVtt ? endOfBlock(lines, timesAt + 1) : endOfSrtText(lines, timesAt + 1)
    const text = lines.slice(timesAt + 1, textEnd)
    // Automatic captions that roll up show each line twice: new with times inside, then again as it was.
    const fresh = hasInlineTimes ? text.filter((line) => /<\d/.test(line) || line.trim() !== lastLine) : text
    lastLine = (text.findLast((line) => line.trim() !== '') ?? '').replace(/<[^<>]*>/g, '').trim()
    const words = parseCueText(fresh.join('\n'), isVtt)
    if (words.length > 0) cues.push({ ...range, words })
    if (cues.length > limits.maxSubtitleCues) throw tooMuch(`more than ${limits.maxSubtitleCues} cues`)
    index = textEnd
  }
  return cues
}

/** Position of the next line with times; anything before it that is neither number, name nor comment is an error. */
const findTimes = (lines: readonly string[], from: number, isVtt: boolean): number | null => {
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line.trim() === '') continue
    if (almostTiming.test(line)) return index
    if (isVtt && /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(line)) {
      index = endOfBlock(lines, index)
      continue
    }
    // A cue's number (SRT) or name (VTT) stands directly above its times.
    if ((isVtt || /^\s*\d+\s*$/.test(line)) && almostTiming.test(lines[index + 1] ?? '')) return index + 1
    if (/^\s*\d+\s*$/.test(line) && nextText(lines, index + 1) === null) return null
    throw invalid(index + 1, `"${line.trim().slice(0, 40)}" stands where a cue number or times were expected`)
  }
  return null
}

const nextText = (lines: readonly string[], from: number): string | null =>
  lines.slice(from).find((line) => line.trim() !== '') ?? null

const endOfBlock = (lines: readonly string[], from: number): number => {
  let index = from
  while (index < lines.length && (lines[index] ?? '').trim() !== '') index++
  return index
}

/**
 * SRT text runs to the next times, less the number above them: blank lines inside a cue and missing ones between cues are both
 * common. A bare number is the next cue's only where a blank line or nothing but it stands between text and times.
 */
const endOfSrtText = (lines: readonly string[], from: number): number => {
  let end = from
  while (end < lines.length && !almostTiming.test(lines[end] ?? '')) end++
  if (end < lines.length && end > from && /^\s*\d+\s*$/.test(lines[end - 1] ?? '')) end--
  return end
}

const readTimes = (line: string, lineNumber: number): MsRange => {
  if (/^\s*-|-->\s*-/.test(line)) throw invalid(lineNumber, 'a time is negative')
  const match = timing.exec(line)
  if (match === null) throw invalid(lineNumber, `"${line.trim().slice(0, 60)}" is no pair of times`)
  const startMs = toMs(match.slice(1, 5))
  const endMs = toMs(match.slice(5, 9))
  if (startMs === null || endMs === null) throw invalid(lineNumber, 'minutes and seconds go up to 59')
  if (endMs < startMs) throw invalid(lineNumber, 'the cue ends before it starts')
  return { startMs, endMs: Math.max(endMs, startMs + 1) }
}

const toMs = ([hours = '0', minutes = '0', seconds = '0', fraction = '0']: readonly (string | undefined)[]):
  | number
  | null => {
  if (Number(minutes) > 59 || Number(seconds) > 59) return null
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'))
}
