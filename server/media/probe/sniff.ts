import type { Demuxer } from '../types'

/** How much of a file `sniffContainer` wants to see, fewer bytes only where the file is shorter. */
export const sniffBytes = 4096

export type Refusal =
  | 'empty'
  | 'too-short'
  | 'playlist'
  | 'concat-script'
  | 'dash-manifest'
  | 'sdp'
  | 'svg'
  | 'html'
  | 'xml'
  | 'image'
  | 'archive'
  | 'document'
  | 'program'
  | 'subtitles'
  | 'text'
  | 'ebml-without-type'
  | 'unknown'

export type Sniffed =
  | { readonly ok: true; readonly demuxer: Demuxer }
  | { readonly ok: false; readonly refusal: Refusal; readonly message: string }

/**
 * What a file is by its first bytes alone. Its name plays no part, and ffmpeg is never asked: it would also try its playlist and
 * script readers, which open other files.
 */
export const sniffContainer = (head: Uint8Array): Sniffed => {
  if (head.length === 0) return refuse('empty')
  if (head.length < 12) return refuse('too-short')
  const refusal = refusedSignature(head) ?? (isMedia(head) ? null : refusedText(head))
  if (refusal !== null) return refuse(refusal)
  const demuxer = demuxers.find(({ matches }) => matches(head))?.demuxer
  if (demuxer !== undefined) return { ok: true, demuxer }
  return refuse(has(head, 0, [0x1a, 0x45, 0xdf, 0xa3]) ? 'ebml-without-type' : 'unknown')
}

/** Length of an ID3v2 tag in front of the sound, 0 without one. What follows it tells MP3 from AAC and FLAC. */
export const leadingTagBytes = (head: Uint8Array): number => {
  if (head.length < 10 || !hasText(head, 0, 'ID3')) return 0
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (byteAt(head, at) & 0x7f), 0)
  const footer = (byteAt(head, 5) & 0x10) === 0 ? 0 : 10
  return 10 + size + footer
}

/** What the user is told. */
const refusalMessages: Record<Refusal, string> = {
  empty: 'The file is empty (0 bytes). Was the copy or upload cut off?',
  'too-short': 'The file is too short to be a video or a recording. Was the copy or upload cut off?',
  playlist: 'This is a playlist, not a video: it only names other files. Give the video file itself.',
  'concat-script':
    'This is an ffmpeg concat script, not a video: it only names other files. Give the video file itself.',
  'dash-manifest': 'This is a DASH manifest, not a video: it only names other files. Give the video file itself.',
  sdp: 'This is a session description (SDP), not a video: it only names a stream. Give a recording of it.',
  svg: 'This is an SVG drawing, not a video.',
  html: 'This is a web page, not a video. Was the download of the video refused?',
  xml: 'This is an XML document, not a video.',
  image: 'This is a picture, not a video.',
  archive: 'This is an archive. Unpack it and give the video file itself.',
  document: 'This is a document, not a video.',
  program: 'This is a program, not a video.',
  subtitles: 'This is a subtitle file, not a video. Give it with --transcript, next to the video.',
  text: 'This is a text file, not a video.',
  'ebml-without-type': 'The file begins like Matroska or WebM but does not say which of the two it is: it is damaged.',
  unknown:
    'The file is of no kind that can be read here. Convert it to MP4, MOV, MKV, WebM, AVI, MPEG, FLV, WMV, Ogg, WAV, MP3, FLAC or AAC.',
}

const refuse = (refusal: Refusal): Sniffed => ({ ok: false, refusal, message: refusalMessages[refusal] })

const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? -1

const has = (bytes: Uint8Array, at: number, wanted: readonly number[]): boolean =>
  wanted.every((byte, offset) => bytes[at + offset] === byte)

const textOf = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

const hasText = (bytes: Uint8Array, at: number, text: string): boolean => textOf(bytes, at, at + text.length) === text

const repeats = (bytes: Uint8Array, first: number, step: number): boolean => {
  const positions = [0, 1, 2, 3].map((n) => first + n * step).filter((at) => at < bytes.length)
  return positions.length > 1 && positions.every((at) => bytes[at] === 0x47)
}

/** Brands of the same box structure as MP4 that hold still pictures. */
const imageBrands = new Set(['heic', 'heix', 'heim', 'heis', 'mif1', 'msf1', 'avif', 'avis', 'crx '])

const isMov = (head: Uint8Array): boolean => {
  const type = textOf(head, 4, 8)
  // The size field: 0 is "to the end", 1 a 64-bit size, else at least the box's own header.
  const size = byteAt(head, 0) * 2 ** 24 + byteAt(head, 1) * 2 ** 16 + byteAt(head, 2) * 2 ** 8 + byteAt(head, 3)
  return ['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot'].includes(type) && (size <= 1 || size >= 8)
}

const isEbmlMedia = (head: Uint8Array): boolean => {
  if (!has(head, 0, [0x1a, 0x45, 0xdf, 0xa3])) return false
  const docType = textOf(head, 4, 128)
  return docType.includes('\x42\x82\x88matroska') || docType.includes('\x42\x82\x84webm')
}

/**
 * Sync word, then MPEG audio's fields, none of which may hold its reserved value. Layers II and III only: layer I is extinct and
 * begins like UTF-16 text.
 */
const isMpegAudioFrame = (head: Uint8Array): boolean =>
  byteAt(head, 0) === 0xff &&
  (byteAt(head, 1) & 0xe0) === 0xe0 &&
  (byteAt(head, 1) & 0x18) !== 0x08 &&
  [0x02, 0x04].includes(byteAt(head, 1) & 0x06) &&
  (byteAt(head, 2) & 0xf0) !== 0xf0 &&
  (byteAt(head, 2) & 0x0c) !== 0x0c

const isAdtsFrame = (head: Uint8Array): boolean =>
  byteAt(head, 0) === 0xff && (byteAt(head, 1) & 0xf6) === 0xf0 && (byteAt(head, 2) & 0x3c) <= 0x30

const demuxers: readonly { readonly demuxer: Demuxer; readonly matches: (head: Uint8Array) => boolean }[] = [
  { demuxer: 'mov', matches: isMov },
  { demuxer: 'matroska', matches: isEbmlMedia },
  { demuxer: 'avi', matches: (head) => hasText(head, 0, 'RIFF') && hasText(head, 8, 'AVI ') },
  { demuxer: 'wav', matches: (head) => /^(RIFF|RF64|BW64)....WAVE/s.test(textOf(head, 0, 12)) },
  { demuxer: 'flv', matches: (head) => hasText(head, 0, 'FLV\x01') },
  { demuxer: 'asf', matches: (head) => has(head, 0, [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11]) },
  { demuxer: 'ogg', matches: (head) => hasText(head, 0, 'OggS') },
  { demuxer: 'flac', matches: (head) => hasText(head, 0, 'fLaC') },
  { demuxer: 'mpeg', matches: (head) => has(head, 0, [0, 0, 1, 0xba]) },
  // Packets of 188 bytes, of 192 with a time code in front (AVCHD), of 204 with a checksum behind.
  { demuxer: 'mpegts', matches: (head) => repeats(head, 0, 188) || repeats(head, 4, 192) || repeats(head, 0, 204) },
  { demuxer: 'aac', matches: isAdtsFrame },
  { demuxer: 'mp3', matches: (head) => hasText(head, 0, 'ID3') || isMpegAudioFrame(head) },
]

const isMedia = (head: Uint8Array): boolean => demuxers.some(({ matches }) => matches(head))

const signatures: readonly { readonly refusal: Refusal; readonly matches: (head: Uint8Array) => boolean }[] = [
  { refusal: 'image', matches: (head) => hasText(head, 1, 'PNG\r\n\x1a\n') },
  { refusal: 'image', matches: (head) => has(head, 0, [0xff, 0xd8, 0xff]) },
  { refusal: 'image', matches: (head) => hasText(head, 0, 'GIF8') },
  { refusal: 'image', matches: (head) => hasText(head, 0, 'RIFF') && hasText(head, 8, 'WEBP') },
  { refusal: 'image', matches: (head) => hasText(head, 0, 'II*\0') || hasText(head, 0, 'MM\0*') },
  { refusal: 'image', matches: (head) => hasText(head, 0, 'BM') && has(head, 6, [0, 0, 0, 0]) },
  { refusal: 'image', matches: (head) => hasText(head, 0, '8BPS') || has(head, 0, [0, 0, 1, 0]) },
  { refusal: 'image', matches: (head) => hasText(head, 4, 'ftyp') && imageBrands.has(textOf(head, 8, 12)) },
  { refusal: 'image', matches: (head) => hasText(head, 4, 'JXL ') || hasText(head, 4, 'jP  ') },
  { refusal: 'archive', matches: (head) => hasText(head, 0, 'PK\x03\x04') || hasText(head, 0, 'Rar!\x1a\x07') },
  { refusal: 'archive', matches: (head) => has(head, 0, [0x1f, 0x8b]) || hasText(head, 0, "7z\xbc\xaf'\x1c") },
  { refusal: 'archive', matches: (head) => hasText(head, 0, '\xfd7zXZ') || hasText(head, 0, 'BZh') },
  { refusal: 'document', matches: (head) => hasText(head, 0, '%PDF-') || has(head, 0, [0xd0, 0xcf, 0x11, 0xe0]) },
  { refusal: 'program', matches: (head) => hasText(head, 0, '\x7fELF') || hasText(head, 0, 'MZ') },
  { refusal: 'program', matches: (head) => hasText(head, 0, '#!') },
]

const refusedSignature = (head: Uint8Array): Refusal | null =>
  signatures.find(({ matches }) => matches(head))?.refusal ?? null

const texts: readonly { readonly refusal: Refusal; readonly pattern: RegExp }[] = [
  { refusal: 'playlist', pattern: /^(#EXTM3U|#EXT-X-|\[playlist\]|\[Reference\])/i },
  { refusal: 'concat-script', pattern: /^(ffconcat version|file\s+['"/\w])/i },
  { refusal: 'sdp', pattern: /^v=0\s*\n\s*[ostmc]=/i },
  { refusal: 'dash-manifest', pattern: /<MPD[\s>]/ },
  { refusal: 'playlist', pattern: /<(asx|smil|SmoothStreamingMedia)[\s>]/i },
  { refusal: 'svg', pattern: /<(\w+:)?svg[\s>]/i },
  { refusal: 'html', pattern: /^(<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<script[\s>])/i },
  { refusal: 'xml', pattern: /^<(\?xml|!DOCTYPE|!--|\w+[\s>])/i },
  { refusal: 'subtitles', pattern: /^(WEBVTT|\[Script Info\]|\d+\s*\n\s*\d+:\d\d:\d\d[,.]\d)/i },
]

const refusedText = (head: Uint8Array): Refusal | null => {
  // UTF-16 reads as ASCII once its zero bytes are left out; marks in front of the text go too.
  const text = textOf(head, 0, head.length)
    .replaceAll('\0', '')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*/, '')
  const known = texts.find(({ pattern }) => pattern.test(text))?.refusal
  if (known !== undefined) return known
  return /^[\t\n\f\r\x20-\x7e\x80-\xff]*$/.test(textOf(head, 0, head.length)) && /^[\t\n\r\x20-\x7e]{12}/.test(text)
    ? 'text'
    : null
}
