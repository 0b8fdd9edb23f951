import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { dataDir, projectDir, say } from './environment.mjs'
import { makeSample } from './make-sample.mjs'
import { ensureReady } from './setup.mjs'

// npm run sample: the main job alone, with no app around it, from the sample video to clips in a folder.
ensureReady()
say('making the sample video (drawn pictures, synthesised voices; once)')
const sample = makeSample(path.join(dataDir, 'sample'))
const out = path.join(dataDir, 'sample-clips')
say('clipping it')
const args = ['--transcript', sample.subtitles, '--out', out, '--min-s', '12', '--max-s', '40']
const clip = path.join(projectDir, 'scripts', 'clip.mjs')
const { status } = spawnSync(process.execPath, [clip, sample.video, ...args], { cwd: projectDir, stdio: 'inherit' })
if (status === 0) {
  say(`done: open ${path.join(out, 'clip-01.mp4')}`)
  say('your own video: npm run clip -- my-video.mp4 --out clips')
}
process.exitCode = status ?? 1
