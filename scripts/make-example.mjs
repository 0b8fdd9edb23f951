import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { projectDir, say } from './environment.mjs'
import { makeSample } from './make-sample.mjs'
import { ensureReady } from './setup.mjs'

// npm run example: makes the example on the landing page again, by the product itself: the first seconds of the best clip of the sample, the same seconds of
// the talk with the window that was cut out of it, and what was chosen and passed over. Its files are kept with the project, because a page needs them.
const longestMs = 14_000
const tailMs = 220
const widePx = { width: 960, height: 540 }
const tallPx = { width: 450, height: 800 }
/** Of the source, in parts of its length: as many bars as the drawing of the sound has. */
const bars = 120
/** --accent, as ffmpeg writes it. */
const accent = '0xff6c2e'
const posterAtS = 5

const ffmpeg = (...args) => execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...args], { maxBuffer: 64 * 1024 ** 2 })

/** Of the last subtitle that ends in time: the loop is cut where a sentence is. */
const lengthOf = (subtitles) => {
  const ends = [...subtitles.matchAll(/--> (\d+):(\d+):(\d+),(\d+)/g)].map(
    ([, hours, minutes, seconds, ms]) =>
      ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(ms),
  )
  const fitting = ends.filter((end) => end + tailMs <= longestMs)
  if (fitting.length === 0) throw new Error(`No subtitle of the clip ends within ${longestMs} ms.`)
  return Math.max(...fitting) + tailMs
}

/** What lies outside the window is dimmed, the window has an edge; both stand between the camera's moves. */
const windowFilter = (camera, startMs, lengthMs) => {
  const { width, height } = widePx
  const stands = camera.map((key, at) => ({ ...key, untilMs: camera[at + 1]?.tMs ?? startMs + lengthMs }))
  return stands.flatMap(({ tMs, x, w, untilMs }) => {
    const left = Math.round(x * width)
    const right = Math.round((x + w) * width)
    const during = `enable='gte(t,${((tMs - startMs) / 1_000).toFixed(3)})*lt(t,${((untilMs - startMs) / 1_000).toFixed(3)})'`
    const dim = (from, to) => `drawbox=x=${from}:y=0:w=${to - from}:h=${height}:color=0x0b0a09@0.6:t=fill:${during}`
    return [
      dim(0, left),
      dim(right, width),
      `drawbox=x=${left}:y=0:w=${right - left}:h=${height}:color=${accent}:t=4:${during}`,
    ]
  })
}

/** Loudness in `bars` equal parts of the file, 0 to 1 of the loudest. */
const levelsOf = (video) => {
  const pcm = ffmpeg('-i', video, '-ac', '1', '-ar', '8000', '-f', 's16le', '-')
  const samples = new Int16Array(pcm.buffer, pcm.byteOffset, Math.floor(pcm.length / 2))
  const perBar = Math.floor(samples.length / bars)
  const loud = Array.from({ length: bars }, (_, bar) => {
    const part = samples.subarray(bar * perBar, (bar + 1) * perBar)
    return Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / part.length)
  })
  const loudest = Math.max(...loud)
  return loud.map((level) => Number((level / loudest).toFixed(2)))
}

ensureReady()
const dir = mkdtempSync(path.join(os.tmpdir(), 'clipforge-example-'))
try {
  say('clipping the sample (some minutes)')
  const sample = makeSample(path.join(dir, 'sample'))
  const out = path.join(dir, 'clips')
  const cut = ['--transcript', sample.subtitles, '--out', out, '--min-s', '12', '--max-s', '40']
  execFileSync(process.execPath, [path.join(projectDir, 'scripts', 'clip.mjs'), sample.video, ...cut], {
    cwd: projectDir,
    stdio: 'ignore',
  })
  const report = JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8'))
  const [clip] = report.clips
  const startMs = clip.ranges[0][0]
  const lengthMs = lengthOf(readFileSync(path.join(out, 'clip-01.srt'), 'utf8'))
  if (clip.ranges[0][1] - startMs < lengthMs)
    throw new Error('The clip leaves something out in these seconds: talk and clip would part.')

  const publicDir = path.join(projectDir, 'public', 'example')
  mkdirSync(publicDir, { recursive: true })
  const encode = (input, from, filters, name) => {
    const file = path.join(publicDir, `${name}.mp4`)
    const part = ['-ss', (from / 1_000).toFixed(3), '-t', (lengthMs / 1_000).toFixed(3), '-i', input, '-an']
    const look = '-c:v libx264 -preset veryslow -crf 27 -pix_fmt yuv420p -movflags +faststart -map_metadata -1'.split(
      ' ',
    )
    ffmpeg(...part, '-vf', filters.join(','), ...look, '-y', file)
    const still = '-frames:v 1 -q:v 6'.split(' ')
    ffmpeg('-ss', String(posterAtS), '-i', file, ...still, '-y', path.join(publicDir, `${name}.jpg`))
    return `${name} ${Math.round(statSync(file).size / 1_000)} kB`
  }
  const wide = [
    `scale=${widePx.width}:${widePx.height}`,
    ...windowFilter(
      clip.camera.filter(({ tMs }) => tMs < startMs + lengthMs),
      startMs,
      lengthMs,
    ),
  ]
  const sizes = [
    encode(sample.video, startMs, wide, 'talk'),
    encode(path.join(out, clip.file), 0, [`scale=${tallPx.width}:${tallPx.height}`], 'clip'),
  ]
  const { durationMs } = report.source
  const figures = {
    durationMs,
    startMs,
    candidates: report.candidates.map(({ startMs: from, endMs: to, score, accepted }) => ({
      startMs: from,
      endMs: to,
      score,
      isKept: accepted,
    })),
    levels: levelsOf(sample.video),
  }
  writeFileSync(
    path.join(projectDir, 'app', '(site)', '_parts', 'example.json'),
    `${JSON.stringify(figures, null, 2)}\n`,
  )
  say(`done: public/example (${sizes.join(', ')}), ${(lengthMs / 1_000).toFixed(1)} s of "${clip.title}"`)
} finally {
  rmSync(dir, { recursive: true, force: true })
}
