import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'

/** What is said in it, a sentence each. */
export const talkLines = [
  'Why do most gardens fail in the first year? It is almost never the soil.',
  'The trick is to plant less than you want. Start with three beds and no more.',
  'That is why my neighbour has tomatoes in July and I have weeds.',
]

/**
 * A short talk made on the spot: moving test pictures with one hard cut at 10 s, three synthesised sentences.
 * Writes `talk.mp4` (640x360, 25 fps, about 20 s) and `talk.srt` into `dir`.
 */
export const makeTalk = (dir: string): { video: string; subtitles: string } => {
  const video = path.join(dir, 'talk.mp4')
  const subtitles = path.join(dir, 'talk.srt')
  const starts = [0.5, 7, 13.5]
  for (const [index, line] of talkLines.entries()) writeFileSync(path.join(dir, `line-${index}.txt`), line)
  const speech = talkLines.map(
    (_, index) =>
      `flite=textfile=line-${index}.txt:voice=slt,aresample=48000,adelay=${(starts[index] ?? 0) * 1000}[s${index}]`,
  )
  const graph = [
    ...speech,
    `${talkLines.map((_, index) => `[s${index}]`).join('')}amix=inputs=${talkLines.length}:normalize=0,apad=whole_dur=20[sound]`,
    'testsrc2=s=640x360:r=25:d=10[a]',
    'mandelbrot=s=640x360:r=25,trim=duration=10[b]',
    '[a][b]concat=n=2:v=1,format=yuv420p[picture]',
  ].join(';')
  const output = [
    '-map',
    '[picture]',
    '-map',
    '[sound]',
    '-t',
    '20',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-c:a',
    'aac',
    '-y',
    video,
  ]
  execFileSync('ffmpeg', ['-v', 'error', '-filter_complex', graph, ...output], { cwd: dir })
  const stamp = (seconds: number) =>
    `00:00:${String(Math.floor(seconds)).padStart(2, '0')},${String((seconds % 1) * 1000).padStart(3, '0')}`
  const cues = talkLines.map(
    (line, index) => `${index + 1}\n${stamp(starts[index] ?? 0)} --> ${stamp((starts[index] ?? 0) + 6)}\n${line}\n`,
  )
  writeFileSync(subtitles, cues.join('\n'))
  return { video, subtitles }
}
