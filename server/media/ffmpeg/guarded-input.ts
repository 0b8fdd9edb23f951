import { limits } from '../limits'
import type { Demuxer, MediaInput } from '../types'

/** ffmpeg's own name for each demuxer family (`-format_whitelist` matches any alias in the list). */
const formatNames = {
  mov: 'mov',
  matroska: 'matroska',
  avi: 'avi',
  mpegts: 'mpegts',
  mpeg: 'mpeg',
  flv: 'flv',
  asf: 'asf',
  ogg: 'ogg',
  wav: 'wav',
  mp3: 'mp3',
  flac: 'flac',
  aac: 'aac',
} as const satisfies Record<Demuxer, string>

/**
 * The only way to write `-i` for a file: one pinned demuxer, the file protocol alone, and bounds on pixels, streams and
 * probing, so that a playlist, a script or a header lie can't make ffmpeg open anything else (docs/input-safety.md).
 * `before` are input options such as `-ss`.
 */
export const guardedInput = (input: MediaInput, before: readonly string[] = []): string[] => [
  ...fileGuard(input.demuxer),
  ...clockArgs(input.demuxer),
  ...before,
  '-i',
  `file:${input.path}`,
]

/** The same for ffprobe, which keeps the file's own clock. */
export const guardedProbeInput = (input: MediaInput): string[] => [
  ...fileGuard(input.demuxer),
  '-i',
  `file:${input.path}`,
]

/** The only way to write `-i` for a picture or sound that a filter makes: `generatedInput('sine=d=1')`. */
export const generatedInput = (graph: string, before: readonly string[] = []): string[] => [
  ...generatedGuard,
  ...before,
  '-i',
  graph,
]

const fileGuard = (demuxer: Demuxer): readonly string[] => [
  '-protocol_whitelist',
  'file',
  '-format_whitelist',
  formatNames[demuxer],
  '-f',
  formatNames[demuxer],
  '-max_pixels',
  String(limits.maxPixels),
  '-max_streams',
  String(limits.maxStreams),
  '-probesize',
  '50M',
  '-analyzeduration',
  '20M',
]

/**
 * In formats whose clock may jump, ffmpeg moves time 0 to the first packet of the MAPPED streams, so that sound read by itself would
 * start elsewhere than sound read with its picture. It leaves out the move when an offset was asked for; a microsecond is less
 * than half a tick of these clocks and rounds away.
 */
const clockArgs = (demuxer: Demuxer): readonly string[] =>
  demuxer === 'mpegts' || demuxer === 'mpeg' || demuxer === 'ogg' ? ['-itsoffset', '0.000001'] : []

const generatedGuard: readonly string[] = ['-protocol_whitelist', 'file', '-format_whitelist', 'lavfi', '-f', 'lavfi']

const fileGuards = Object.keys(formatNames).map((demuxer) => fileGuard(demuxer as Demuxer))
const guardOptions = new Set([...(fileGuards[0] ?? []), ...generatedGuard].filter((arg) => arg.startsWith('-')))

/** Filters that open media by themselves, past every input guard. (`ass` reads with libass alone.) */
const opensFiles = /(^|[;,\]])\s*(a?movie|subtitles)\s*(@\w+)?\s*=/

/**
 * Why ffmpeg must not be started with these arguments, or null. Every `-i` has to be written by `guardedInput` or
 * `generatedInput`, with no later option that loosens the guard.
 */
export const findUnguardedInput = (args: readonly string[]): string | null => {
  let start = 0
  for (const [at, arg] of args.entries()) {
    if (arg.startsWith('-/')) return `${arg} would read an option from a file`
    if (opensFiles.test(arg)) return `the filter in "${arg}" would open a file`
    if (arg !== '-i') continue
    const reason = inputFault(args.slice(start, at), args[at + 1])
    if (reason !== null) return reason
    start = at + 2
  }
  return null
}

const inputFault = (before: readonly string[], target: string | undefined): string | null => {
  if (target === undefined) return '-i has no value'
  const guardStart = before.indexOf('-protocol_whitelist')
  const guards = target.startsWith('file:/') ? fileGuards : [generatedGuard]
  const guard = guards.find((tokens) => tokens.every((token, offset) => before[guardStart + offset] === token))
  if (guardStart === -1 || guard === undefined) return `the input ${target} has no guard`
  const loosened = before.slice(guardStart + guard.length).find((arg) => guardOptions.has(arg))
  return loosened === undefined ? null : `${loosened} for the input ${target} comes after its guard`
}
