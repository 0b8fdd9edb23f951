import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { makeSample } from './make-sample.mjs'
import { ensureReady, projectDir, say } from './setup.mjs'

// From a fresh clone to a finished clip: installs what is missing, makes the sample, runs the main job on it.
ensureReady()
const data = path.join(projectDir, '.data')
say('making the sample video (drawn pictures, synthesised voices; once)')
const sample = makeSample(path.join(data, 'sample'))
const out = path.join(data, 'sample-clips')
say('clipping it')
const args = [
  path.join(projectDir, 'scripts', 'clip.mjs'),
  sample.video,
  '--transcript',
  sample.subtitles,
  '--out',
  out,
  '--min-s',
  '12',
  '--max-s',
  '40',
]
const { status } = spawnSync(process.execPath, args, { cwd: projectDir, stdio: 'inherit' })
if (status === 0) {
  say(`done: open ${path.join(out, 'clip-01.mp4')}`)
  say('your own video: npm run clip -- my-video.mp4 --out clips')
}
process.exitCode = status ?? 1
