import path from 'node:path'
import { mostGainDb } from '@/server/media/ffmpeg/loudness'
import { probeSource } from '@/server/projects/probe-source'
import { renderClip } from '@/server/renders'
import { quickPlan } from '@/server/testing/marked-footage'
import { mediaPath } from '@/server/testing/shared-media'
import type { Bench } from './bench'
import { openRenderSetting } from './render-setting'

/** Phone, radio, studio, hall, cartoon, game, MPEG-1: every kind of sound there is, a stretch of each. */
const recordings: readonly (readonly [file: string, startMs: number, endMs: number])[] = [
  ['phone_call_car_loan_8k.wav', 2_000, 32_000],
  ['debate_aepyx_8k.wav', 40_000, 70_000],
  ['jfk.wav', 0, 11_000],
  ['interview_ai_1.wav', 5_000, 35_000],
  ['lecture_political_philosophy.wav', 10_000, 40_000],
  ['moby_dick_gale.wav', 0, 26_000],
  ['french_smartphone.mp3', 60_000, 90_000],
  ['bbb_5.1_audio.mp4', 0, 5_300],
  ['gameplay_1080p60_two_audio.mp4', 0, 5_300],
  ['silence_banana_720p.mp4', 10_000, 42_000],
  ['phone_screen_recording_vfr.mp4', 0, 30_000],
  ['vertical_hevc_3.mp4', 0, 20_000],
  ['talk_1.mp4', 0, 6_000],
  ['grid_bbaf2n.mpg', 0, 3_000],
  ['podcast_long_720p.mp4', 300_000, 330_000],
]

export default {
  what: 'integrated loudness and true peak of finished clips from all kinds of recordings',
  run: async (names) => {
    const { ctx, dir, close } = await openRenderSetting()
    const notes: string[] = []
    let capped = 0
    const errors: number[] = []
    const peaks: number[] = []
    try {
      for (const [file, startMs, endMs] of recordings) {
        if (names.length > 0 && !names.includes(file)) continue
        const { source, input } = await probeSource(ctx, { path: mediaPath(file) })
        const outPath = path.join(dir, `${file}.clip.mp4`)
        const plan = quickPlan(source, { startMs, endMs })
        const { loudness } = await renderClip(ctx, { source, input, plan, outPath, posterPath: `${outPath}.jpg` })
        const isCapped = loudness.gainDb >= mostGainDb
        const error = Math.abs((loudness.integratedLufs ?? -99) - plan.loudness.integratedLufs)
        if (isCapped) capped++
        else errors.push(error)
        peaks.push(loudness.truePeakDb ?? 0)
        notes.push(
          `${file.padEnd(34)} ${loudness.integratedLufs} LUFS, ${loudness.truePeakDb} dBTP, range ${loudness.rangeLu} LU, gain ${loudness.gainDb.toFixed(1)} dB${isCapped ? ' (the cap)' : ''}`,
        )
      }
    } finally {
      await close()
    }
    return {
      figures: [
        { name: 'largest loudness error', value: Math.max(...errors), unit: 'LU', target: { op: '<=', value: 0.5 } },
        { name: 'highest true peak', value: Math.max(...peaks), unit: 'dBTP', target: { op: '<=', value: -2 } },
        { name: 'recordings too quiet for the gain allowed', value: capped, unit: `of ${notes.length}` },
      ],
      notes,
    }
  },
} satisfies Bench
