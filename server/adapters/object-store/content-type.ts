import path from 'node:path'

/** By the ending that our own keys carry, which comes from what the bytes were sniffed to be. */
const types: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.avi': 'video/x-msvideo',
  '.ts': 'video/mp2t',
  '.mpg': 'video/mpeg',
  '.flv': 'video/x-flv',
  '.asf': 'video/x-ms-asf',
  '.ogg': 'application/ogg',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.flac': 'audio/flac',
  '.aac': 'audio/aac',
  '.jpg': 'image/jpeg',
  '.srt': 'application/x-subrip; charset=utf-8',
  '.vtt': 'text/vtt; charset=utf-8',
  '.json': 'application/json',
}

export const contentTypeOf = (key: string): string => types[path.posix.extname(key)] ?? 'application/octet-stream'
