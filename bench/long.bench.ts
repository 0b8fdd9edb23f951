import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { readEnv } from '@/server/env'
import { type Report, reportSchema } from '@/server/media/report'
import type { Bench } from './bench'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const baseMinutes = 5

const groundTruth = z.object({ words: z.array(z.object({ word: z.string(), start: z.number(), end: z.number() })) })

/**
 * Five minutes of the real podcast at 1080p30, looped by stream copy to the length wanted, with its known words, so that
 * speech recognition (whose memory is the engine's own) is left out and everything else runs: the whole command in a process
 * of its own, memory summed over its process tree.
 */
const bench: Bench = {
  what: 'peak memory of the whole process tree on 120 minutes of 1080p, and against 30 minutes (args: minutes, default 120)',
  run: async ([minutesText]) => {
    const longMinutes = Number(minutesText ?? 120)
    const media = readEnv().CLIPFORGE_MEDIA_DIR
    const dir = mkdtempSync(path.join(tmpdir(), 'clipforge-long-'))
    try {
      const base = path.join(dir, 'base.mp4')
      const encode = [
        '-t',
        String(baseMinutes * 60),
        '-vf',
        'scale=1920:1080,fps=30',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-b:v',
        '6M',
        '-g',
        '60',
        '-c:a',
        'aac',
        base,
      ]
      execFileSync('ffmpeg', ['-v', 'error', '-i', path.join(media, 'podcast_long_720p.mp4'), ...encode])
      const { words } = groundTruth.parse(
        JSON.parse(readFileSync(path.join(media, 'gt/podcast_long_720p.json'), 'utf8')),
      )
      const baseWords = words.filter((word) => word.end < baseMinutes * 60)
      const measure = (minutes: number): Report => {
        const video = path.join(dir, `${minutes}.mp4`)
        const repeats = Math.ceil(minutes / baseMinutes)
        writeFileSync(path.join(dir, 'list.txt'), Array.from({ length: repeats }, () => `file '${base}'\n`).join(''))
        execFileSync('ffmpeg', [
          '-v',
          'error',
          '-f',
          'concat',
          '-safe',
          '0',
          '-i',
          path.join(dir, 'list.txt'),
          '-t',
          String(minutes * 60),
          '-c',
          'copy',
          video,
        ])
        const transcript = path.join(dir, `${minutes}.json`)
        const all = Array.from({ length: repeats }, (_, round) =>
          baseWords.map((word) => ({
            text: word.word,
            startMs: Math.round((word.start + round * baseMinutes * 60) * 1000),
            endMs: Math.round((word.end + round * baseMinutes * 60) * 1000),
          })),
        ).flat()
        writeFileSync(transcript, JSON.stringify({ words: all }))
        const out = path.join(dir, `out-${minutes}`)
        const args = [
          path.join(projectDir, 'scripts/clip.mjs'),
          video,
          '--out',
          out,
          '--transcript',
          transcript,
          '--count',
          '2',
        ]
        const { status } = spawnSync(process.execPath, args, {
          env: { ...process.env, CLIPFORGE_DATA_DIR: path.join(dir, `data-${minutes}`) },
          stdio: ['ignore', 'inherit', 'inherit'],
        })
        if (status !== 0) throw new Error(`The command ended with ${status}`)
        return reportSchema.parse(JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')))
      }
      const short = measure(longMinutes / 4)
      const long = measure(longMinutes)
      return {
        figures: [
          {
            name: `peak memory, ${longMinutes} min`,
            value: long.peakRssMb,
            unit: 'MB',
            target: { op: '<=', value: 1500 },
          },
          { name: `peak memory, ${longMinutes / 4} min`, value: short.peakRssMb, unit: 'MB' },
          {
            name: 'growth with length',
            value: long.peakRssMb / short.peakRssMb,
            unit: 'x',
            target: { op: '<=', value: 1.2 },
          },
        ],
        notes: Object.entries(long.timings).map(
          ([stage, ms]) => `${stage.padEnd(9)} ${(ms / 1000 / longMinutes).toFixed(2)} s per source minute`,
        ),
      }
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  },
}

export default bench
