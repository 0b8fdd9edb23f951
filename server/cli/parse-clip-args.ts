import { parseArgs } from 'node:util'
import { DomainError } from '@/server/errors'
import { aspectIds } from '@/server/media/aspect'
import { captionStyleIds } from '@/server/media/captions'
import { limits } from '@/server/media/limits'
import type { AspectId, MsRange } from '@/server/media/types'

export type ClipOptions = {
  readonly videoPath: string
  readonly outDir: string
  readonly count: number | null
  readonly minS: number
  readonly maxS: number
  readonly aspect: AspectId
  readonly framing: 'auto' | 'focus' | 'fit'
  readonly captions: string | null
  readonly language: string
  readonly transcriptPath: string | null
  readonly speech: string
  readonly prompt: string | null
  readonly ranges: readonly MsRange[] | null
  readonly removeSilence: boolean
  readonly removeFillers: boolean
  readonly render: boolean
  readonly json: boolean
}

const framings = ['auto', 'focus', 'fit'] as const

export const usage = `npm run clip -- <video> --out <dir> [options]

  --count N            how many clips (default: about one per 2-3 minutes of talk; at most ${limits.maxClips})
  --min-s S            shortest clip in seconds (default 15)
  --max-s S            longest clip in seconds (default 60; at most ${limits.maxClipSeconds})
  --aspect A           ${aspectIds.join(', ')} (default 9:16)
  --framing MODE       ${framings.join(', ')} (default auto)
  --captions STYLE     ${captionStyleIds.join(', ')} or none (default karaoke)
  --language TAG       language spoken, as in en, fr, de (default en)
  --transcript FILE    your own .srt, .vtt or words .json: text kept to the letter, timed against the sound
  --speech ENGINE      auto, openai, whisper or pocketsphinx (default auto: the best one available)
  --prompt "..."       what to look for
  --ranges A-B,C-D     cut exactly these, in seconds: 12.5-40,300-345
  --remove-silence     take out long pauses
  --remove-fillers     take out "um" and its kind
  --no-render          stop after planning
  --json               print the report on standard output

A source may be up to ${limits.maxSourceMinutes} minutes and ${limits.maxSourceBytes / 1024 ** 3} GB. Ctrl-C stops cleanly; run the same command again and it goes on.

Exit codes: 0 done, 64 wrong arguments, 65 the video or transcript can't be used, 66 no such file, 69 a program or engine is missing,
70 a tool failed, 73 the disk is full, 78 a bad environment variable, 130 stopped.`

const refuse = (message: string): never => {
  throw new DomainError('invalid_request', `${message}\n\n${usage}`)
}

/** @throws invalid_request with the usage text */
export const parseClipArgs = (argv: readonly string[]): ClipOptions => {
  const { values, positionals } = parse(argv)
  const [videoPath, ...extra] = positionals
  if (videoPath === undefined) return refuse('Name a video.')
  if (extra.length > 0) return refuse(`One video at a time; "${extra.join(' ')}" was not expected.`)
  const minS = numberIn('--min-s', values['min-s'], limits.minClipSeconds, limits.maxClipSeconds) ?? 15
  const maxS = numberIn('--max-s', values['max-s'], limits.minClipSeconds, limits.maxClipSeconds) ?? Math.max(60, minS)
  if (minS > maxS) return refuse(`--min-s ${minS} is longer than --max-s ${maxS}.`)
  const count = numberIn('--count', values.count, 1, limits.maxClips)
  if (count !== null && !Number.isInteger(count)) return refuse(`--count ${count} is not a whole number.`)
  const captions = values.captions ?? 'karaoke'
  return {
    videoPath,
    outDir: values.out ?? refuse('Name a folder for the clips with --out.'),
    count,
    minS,
    maxS,
    aspect: oneOf('--aspect', values.aspect ?? '9:16', aspectIds),
    framing: oneOf('--framing', values.framing ?? 'auto', framings),
    captions: captions === 'none' ? null : oneOf('--captions', captions, captionStyleIds),
    language: languageTag(values.language ?? 'en'),
    transcriptPath: values.transcript ?? null,
    speech: oneOf('--speech', values.speech ?? 'auto', ['auto', 'openai', 'whisper', 'pocketsphinx']),
    prompt: values.prompt?.trim() || null,
    ranges: values.ranges === undefined ? null : parseRanges(values.ranges),
    removeSilence: values['remove-silence'] ?? false,
    removeFillers: values['remove-fillers'] ?? false,
    render: !(values['no-render'] ?? false),
    json: values.json ?? false,
  }
}

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        count: { type: 'string' },
        'min-s': { type: 'string' },
        'max-s': { type: 'string' },
        aspect: { type: 'string' },
        framing: { type: 'string' },
        captions: { type: 'string' },
        language: { type: 'string' },
        transcript: { type: 'string' },
        speech: { type: 'string' },
        prompt: { type: 'string' },
        ranges: { type: 'string' },
        'remove-silence': { type: 'boolean' },
        'remove-fillers': { type: 'boolean' },
        'no-render': { type: 'boolean' },
        json: { type: 'boolean' },
      },
    })
  } catch (error) {
    // parseArgs throws only for what the person typed, with a sentence that names it.
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

const numberIn = (flag: string, text: string | undefined, min: number, max: number): number | null => {
  if (text === undefined) return null
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!(value >= min && value <= max))
    return refuse(`${flag} takes a number from ${min} to ${max}; "${text}" is not one.`)
  return value
}

const oneOf = <T extends string>(flag: string, value: string, allowed: readonly T[]): T =>
  allowed.find((each) => each === value) ?? refuse(`${flag} takes ${allowed.join(', ')}; "${value}" is none of them.`)

const languageTag = (text: string): string => {
  const tag = text.toLowerCase().split(/[-_]/)[0] ?? ''
  return /^[a-z]{2,3}$|^auto$/.test(tag)
    ? tag
    : refuse(`--language takes a tag such as en or fr; "${text}" is not one.`)
}

const parseRanges = (text: string): MsRange[] =>
  text.split(',').map((part) => {
    const match = /^\s*(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)\s*$/.exec(part)
    if (!match) return refuse(`--ranges takes seconds such as 12.5-40,300-345; "${part}" is not a range.`)
    const range = { startMs: Math.round(Number(match[1]) * 1000), endMs: Math.round(Number(match[2]) * 1000) }
    const seconds = (range.endMs - range.startMs) / 1000
    if (!(seconds >= limits.minClipSeconds && seconds <= limits.maxClipSeconds)) {
      return refuse(
        `--ranges: "${part.trim()}" is ${seconds} s; a clip is ${limits.minClipSeconds} to ${limits.maxClipSeconds} s.`,
      )
    }
    return range
  })
