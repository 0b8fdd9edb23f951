import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RenderPlan } from '@/server/media/ffmpeg/render-plan'
import { frameToMs } from '@/server/media/time'
import type { Rational } from '@/server/media/types'
import { probeSource } from '@/server/projects/probe-source'
import { makeMedia, testPicture, testTone } from '@/server/testing/make-media'
import { framesEdit, quickPlan, readGreyFrames, readSound } from '@/server/testing/marked-footage'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { renderClip } from './render-clip'

let test: TestContext
beforeAll(async () => {
  test = await openTestContext()
})
afterAll(() => test.close())

const render = async (file: string, name: string, planOf: (source: RenderPlan['source']) => RenderPlan) => {
  const { source, input } = await probeSource(test.ctx, { path: file })
  const plan = planOf(source)
  const outPath = `${test.dir}/${name}.mp4`
  const result = await renderClip(test.ctx, { source, input, plan, outPath, posterPath: `${test.dir}/${name}.jpg` })
  return { outPath, result, plan, source }
}

/** A white frame and a click at the same instant, at frame `at` of every `period` frames. */
const flashes = (fps: Rational, period: number, seconds: number, at: number): string[] => {
  const periodS = (period * fps.den) / fps.num
  const firstS = (at * fps.den) / fps.num
  const picture = `nullsrc=s=64x64:r=${fps.num}/${fps.den}:d=${seconds},format=yuv420p`
  const flash = `geq=lum='if(eq(mod(N,${period}),${at}),235,40)':cb=128:cr=128`
  const click = `if(lt(mod(t-${firstS}+${periodS},${periodS}),0.002),0.6,0)`
  const sound = `aevalsrc='0.002*sin(2*PI*300*t)+${click}':s=48000:d=${seconds}`
  return ['-f', 'lavfi', '-i', `${picture},${flash}`, '-f', 'lavfi', '-i', sound]
}

describe('sound beside pictures', () => {
  it.each([
    [{ num: 25, den: 1 }, 50],
    [{ num: 30000, den: 1001 }, 60],
  ] as const)('stays within half a frame of them through 30 cuts (%#)', async (fps: Rational, period) => {
    const at = 20
    const file = await makeMedia(test.dir, 'flash.mp4', [
      ...flashes(fps, period, 64, at),
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '40', '-c:a', 'aac', '-b:a', '192k'],
    ])
    // Thirty-one pieces of uneven length, each around one flash.
    const pieces = Array.from({ length: 31 }, (_, index) => {
      const flash = index * period + at
      return [flash - 5 - (index % 4), flash + 9 + (index % 7)] as const
    })
    const { outPath, plan } = await render(file, `drift-${fps.den}`, (source) =>
      quickPlan(
        source,
        { startMs: 0, endMs: 1000 },
        { edit: framesEdit(pieces, fps), size: { widthPx: 64, heightPx: 64 } },
      ),
    )
    const pictures = await readGreyFrames(outPath, 64, 64)
    const flashMs = pictures.flatMap((luma, frame) => ((luma[2080] ?? 0) > 180 ? [frameToMs(frame, fps)] : []))
    const clickMs = clicksOf(await readSound(outPath))
    expect(pictures).toHaveLength(pieces.reduce((sum, [from, to]) => sum + to - from, 0))
    expect(flashMs).toHaveLength(31)
    expect(clickMs).toHaveLength(31)
    const drift = flashMs.map((ms, index) => (clickMs[index] ?? 0) - ms)
    expect(Math.max(...drift.map(Math.abs))).toBeLessThan((1000 * plan.fps.den) / plan.fps.num / 2)
  })

  it('is of every mono track together, on both sides of a cut', async () => {
    const person = (from: number, to: number, hz: number) => [
      ...['-f', 'lavfi', '-i'],
      `aevalsrc='0.3*between(t,${from},${to})*sin(2*PI*${hz}*t)':s=48000:d=22`,
    ]
    const file = await makeMedia(test.dir, 'each-their-own.mov', [
      ...[...testPicture({ seconds: 22 }), ...person(0.5, 1, 500), ...person(20.5, 21, 900)],
      ...['-map', '0', '-map', '1', '-map', '2'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-c:a', 'pcm_s16le'],
    ])
    const edit = framesEdit(
      [
        [0, 50],
        [500, 550],
      ],
      { num: 25, den: 1 },
    )
    const { outPath, source } = await render(file, 'each', (source) =>
      quickPlan(source, { startMs: 0, endMs: 1000 }, { edit }),
    )
    expect(source.mixedWith).toEqual([1])
    const sound = await readSound(outPath)
    const loud = (fromMs: number, toMs: number) => rms(sound.subarray(fromMs * 48, toMs * 48)) > 0.05
    expect([loud(600, 900), loud(1200, 2400), loud(2600, 2900)]).toEqual([true, false, true])
  })

  it('lasts exactly as long, however the track ends or begins', async () => {
    const picture = testPicture({ seconds: 6 })
    const late = await makeMedia(test.dir, 'late.mkv', [
      ...picture,
      ...['-itsoffset', '1.5', ...testTone({ seconds: 2 })],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac'],
    ])
    const { outPath } = await render(late, 'late', (source) => quickPlan(source, { startMs: 0, endMs: 6000 }))
    const sound = await readSound(outPath)
    const loud = (fromMs: number, toMs: number) => rms(sound.subarray(fromMs * 48, toMs * 48))
    expect(Math.abs(sound.length / 48 - 6000)).toBeLessThan(22)
    expect([loud(0, 1470), loud(1530, 3470), loud(3560, 5900)].map((level) => level > 0.01)).toEqual([
      false,
      true,
      false,
    ])
  })
})

describe('joins', () => {
  it('do not click: a steady tone crosses ten cuts without a step', async () => {
    const file = await makeMedia(test.dir, 'tone.mp4', [
      ...testPicture({ seconds: 12 }),
      ...testTone({ hz: 213, seconds: 12 }),
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-b:a', '256k'],
    ])
    const pieces = Array.from({ length: 11 }, (_, index) => [index * 26, index * 26 + 13] as const)
    const { outPath } = await render(file, 'joins', (source) =>
      quickPlan(source, { startMs: 0, endMs: 1000 }, { edit: framesEdit(pieces, { num: 25, den: 1 }) }),
    )
    const sound = (await readSound(outPath)).subarray(4800, -4800)
    const peak = sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    // The steepest a sine of this height can be, per sample, with room for two of them crossing.
    const steepest = (2 * Math.PI * 213 * peak) / 48000
    const steps = sound.subarray(1).map((value, index) => Math.abs(value - (sound[index] ?? 0)))
    expect(steps.reduce((most, step) => Math.max(most, step), 0)).toBeLessThan(2.2 * steepest)
  })
})

describe('loudness', () => {
  it.each([
    ['quiet speech-like noise', 'anoisesrc=c=pink:a=0.12:s=1:r=48000:d=6,tremolo=f=4:d=0.9'],
    ['a loud steady tone', 'sine=f=440:r=48000:d=6,volume=12dB'],
    [
      'rare high peaks over quiet sound',
      "aevalsrc='0.04*sin(2*PI*300*t)+if(lt(mod(t,0.5),0.004),0.9*sin(2*PI*1200*t),0)':s=48000:d=6",
    ],
    ['8 kHz mono', 'anoisesrc=c=brown:a=0.2:s=2:r=8000:d=6,aformat=channel_layouts=mono'],
    [
      '5.1 channels',
      "aevalsrc='0.1*sin(440*2*PI*t)|0.1*sin(550*2*PI*t)|0.2*sin(330*2*PI*t)|0.05*sin(60*2*PI*t)|0|0':c=5.1:s=48000:d=6",
    ],
  ])('of %s is the target within half a unit, true peak in bounds', async (name, graph) => {
    const file = await makeMedia(test.dir, 'loud.mov', [
      ...testPicture({ seconds: 6 }),
      ...['-f', 'lavfi', '-i', graph],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'pcm_s16le'],
    ])
    const { result } = await render(file, name.replaceAll(/\W+/g, '-'), (source) =>
      quickPlan(source, { startMs: 500, endMs: 5500 }),
    )
    expect(Math.abs((result.loudness.integratedLufs ?? 0) + 14)).toBeLessThanOrEqual(0.5)
    expect(result.loudness.truePeakDb).toBeLessThanOrEqual(-2)
  })

  it('leaves silence silent and lifts near-silence no further than the cap', async () => {
    const silent = await makeMedia(test.dir, 'silent.mov', [
      ...testPicture({ seconds: 4 }),
      ...['-f', 'lavfi', '-i', 'anullsrc=d=4', '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'pcm_s16le'],
    ])
    const hiss = await makeMedia(test.dir, 'hiss.mov', [
      ...testPicture({ seconds: 4 }),
      ...[
        '-f',
        'lavfi',
        '-i',
        'anoisesrc=a=0.0015:s=1:d=4',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-c:a',
        'pcm_s24le',
      ],
    ])
    const whole = { startMs: 0, endMs: 4000 }
    const first = await render(silent, 'silent', (source) => quickPlan(source, whole))
    const second = await render(hiss, 'hiss', (source) => quickPlan(source, whole))
    expect(first.result.loudness).toEqual({
      integratedLufs: null,
      truePeakDb: null,
      rangeLu: null,
      gainDb: 0,
    })
    expect(rms(await readSound(first.outPath))).toBe(0)
    expect(second.result.loudness.gainDb).toBe(25)
    expect(second.result.verified.ok).toBe(true)
  })
})

const rms = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length))

/** Starts of bursts that stand well above the rest, in milliseconds. */
const clicksOf = (sound: Float32Array): number[] => {
  const peak = sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const found: number[] = []
  for (const [at, value] of sound.entries()) {
    const ms = at / 48
    if (Math.abs(value) > peak * 0.5 && ms - (found.at(-1) ?? -1000) > 100) found.push(ms)
  }
  return found
}
