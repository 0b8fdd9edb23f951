import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { dataDir } from './environment.mjs'
import { animateScene } from './sample-drawing.mjs'

// The sample video: two drawn hosts, synthesised voices, a script of our own. No footage is shipped.
const script = [
  ['mara', 'Welcome back. Today we look at one question. Why do people leave a video after three seconds?'],
  ['theo', 'Because nothing was promised. If the first line does not open a question, the thumb moves on.'],
  ['mara', 'So what is the fix?'],
  [
    'theo',
    'Three things. First, begin in the middle. Cut the hello. Cut the weather. Start with the sentence you would text to a friend.',
  ],
  ['mara', 'That hurts. I love my hello.'],
  [
    'theo',
    'Everyone does. I once took forty seconds off the front of a talk. Nothing else changed. Twice as many people watched it to the end.',
  ],
  ['mara', 'Twice as many? From one cut?'],
  [
    'theo',
    'From one cut. Second, keep one whole thought. A clip that stops before the answer feels like a door closed in your face.',
  ],
  ['mara', 'And the third?'],
  [
    'theo',
    'Pay the promise back. If you open with a question, the last sentence has to answer it. That is why good clips get shared.',
  ],
  ['mara', 'Start late, keep one thought, pay it back. Even I can remember that.'],
  ['theo', 'Then you already edit better than most of the internet.'],
  ['mara', 'Next week we look at captions. Until then, go and cut something.'],
]
const voices = { mara: 'slt', theo: 'rms' }
const sampleRate = 16_000
const pauseS = 0.45
const titleS = 2.5
/** Both hosts are in the picture, and one speaks. */
const posterS = 6

const run = (command, args, cwd) => {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
  if (status !== 0) throw new Error(`${command} failed: ${(stderr ?? '').trim().split('\n').slice(-4).join(' | ')}`)
}

/** One line as 16-bit PCM. flite is part of Debian's ffmpeg; eSpeak NG speaks where ffmpeg was built without it. */
const speak = (speaker, text, dir, index) => {
  const textFile = path.join(dir, `line-${index}.txt`)
  const raw = path.join(dir, `line-${index}.raw`)
  writeFileSync(textFile, text)
  const toRaw = ['-ar', String(sampleRate), '-ac', '1', '-f', 's16le', '-y', path.basename(raw)]
  try {
    run(
      'ffmpeg',
      [
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        `flite=textfile=${path.basename(textFile)}:voice=${voices[speaker]}`,
        ...toRaw,
      ],
      dir,
    )
  } catch {
    const wav = path.join(dir, `line-${index}.wav`)
    run('espeak-ng', ['-v', speaker === 'mara' ? 'en-us+f3' : 'en-us+m3', '-s', '150', '-w', wav, text], dir)
    run('ffmpeg', ['-v', 'error', '-i', wav, ...toRaw], dir)
  }
  const bytes = readFileSync(raw)
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
}

/** Share of full scale, per video frame. */
const levels = (pcm, frames, fps) =>
  Array.from({ length: frames }, (_, frame) => {
    const part = pcm.subarray(Math.floor((frame * sampleRate) / fps), Math.floor(((frame + 1) * sampleRate) / fps))
    return Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / Math.max(1, part.length)) / 32768
  })

const stamp = (seconds) => {
  const ms = Math.round(seconds * 1000)
  const pad = (value, width) => String(value).padStart(width, '0')
  return `${pad(Math.floor(ms / 3_600_000), 2)}:${pad(Math.floor(ms / 60_000) % 60, 2)}:${pad(Math.floor(ms / 1000) % 60, 2)},${pad(ms % 1000, 3)}`
}

/** Makes `<dir>/sample.mp4`, `sample.srt` and a picture of it, `sample.jpg`, unless they are there. Returns their paths. */
export const makeSample = (dir) => {
  const video = path.join(dir, 'sample.mp4')
  const subtitles = path.join(dir, 'sample.srt')
  const poster = path.join(dir, 'sample.jpg')
  if ([video, subtitles, poster].every((file) => existsSync(file))) return { video, subtitles, poster }
  mkdirSync(dir, { recursive: true })
  const work = mkdtempSync(path.join(os.tmpdir(), 'clipforge-sample-'))
  try {
    const fps = 30
    let at = titleS
    const lines = script.map(([speaker, text], index) => {
      const pcm = speak(speaker, text, work, index)
      const startS = at
      at += pcm.length / sampleRate + pauseS
      return { speaker, text, pcm, startS, endS: startS + pcm.length / sampleRate }
    })
    const totalS = Math.ceil(at + 0.5)
    const sound = new Int16Array(totalS * sampleRate)
    for (const line of lines) sound.set(line.pcm, Math.round(line.startS * sampleRate))
    writeFileSync(path.join(work, 'sound.raw'), Buffer.from(sound.buffer))
    const scene = animateScene({ lines, level: levels(sound, totalS * fps, fps), fps, totalS, titleS })
    writeFileSync(path.join(work, 'scene.ass'), scene)
    run(
      'ffmpeg',
      [
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        `color=c=0x2b2f3a:s=1280x720:r=${fps}:d=${totalS}`,
        '-f',
        's16le',
        '-ar',
        String(sampleRate),
        '-ac',
        '1',
        '-i',
        'sound.raw',
        '-vf',
        'ass=scene.ass',
        '-c:v',
        'libx264',
        '-preset',
        'veryfast',
        '-crf',
        '20',
        '-pix_fmt',
        'yuv420p',
        '-c:a',
        'aac',
        '-ar',
        '48000',
        '-ac',
        '2',
        '-b:a',
        '128k',
        '-movflags',
        '+faststart',
        '-y',
        'sample.mp4',
      ],
      work,
    )
    const still = ['-frames:v', '1', '-vf', 'scale=640:-2', '-q:v', '3', '-y', 'sample.jpg']
    run('ffmpeg', ['-v', 'error', '-ss', String(posterS), '-i', 'sample.mp4', ...still], work)
    writeFileSync(
      path.join(work, 'sample.srt'),
      `${lines.map((line, index) => `${index + 1}\n${stamp(line.startS)} --> ${stamp(line.endS)}\n${line.text}\n`).join('\n')}`,
    )
    for (const [name, target] of [
      ['sample.srt', subtitles],
      ['sample.jpg', poster],
      ['sample.mp4', video],
    ]) {
      // The data folder may be on another disk than the temporary one: copy next to the target, then rename.
      const near = `${target}.${process.pid}.tmp`
      writeFileSync(near, readFileSync(path.join(work, name)))
      renameSync(near, target)
    }
    return { video, subtitles, poster }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(makeSample(process.argv[2] ?? path.join(dataDir, 'sample'))))
