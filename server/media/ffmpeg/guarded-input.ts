import type { MediaInput } from '../types'

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
} as const satisfies Record<MediaInput['demuxer'], string>

/**
 * The only way to write `-i`: one pinned demuxer, the file protocol alone, and bounds on pixels, streams and memory, so that
 * a playlist, a script or a header lie can't make ffmpeg open anything else (security.md, rules and inputs 1-22).
 * `before` are input options such as `-ss`.
 */
export const guardedInput = (input: MediaInput, before: readonly string[] = []): string[] => [
  '-protocol_whitelist',
  'file',
  '-format_whitelist',
  formatNames[input.demuxer],
  '-f',
  formatNames[input.demuxer],
  '-max_pixels',
  '36000000',
  '-max_streams',
  '16',
  '-probesize',
  '50M',
  '-analyzeduration',
  '20M',
  ...before,
  '-i',
  `file:${input.path}`,
]
