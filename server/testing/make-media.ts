import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Makes a media file with ffmpeg's generators and returns its path: `makeMedia(dir, 'a.mp4', ['-f', 'lavfi', '-i', 'sine=d=1'])`. */
export const makeMedia = async (dir: string, name: string, args: readonly string[]): Promise<string> => {
  const file = path.join(dir, name)
  await execute('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args, `file:${file}`], { maxBuffer: 1024 * 1024 })
  return file
}

/** Input arguments for a moving test picture. */
export const testPicture = (options: { size?: string; rate?: string; seconds: number }): string[] => [
  ...['-f', 'lavfi', '-i'],
  `testsrc2=size=${options.size ?? '160x90'}:rate=${options.rate ?? '25'}:duration=${options.seconds}`,
]

/** Input arguments for a tone. */
export const testTone = (options: { hz?: number; rateHz?: number; seconds: number }): string[] => [
  ...['-f', 'lavfi', '-i'],
  `sine=frequency=${options.hz ?? 440}:sample_rate=${options.rateHz ?? 48000}:duration=${options.seconds}`,
]
