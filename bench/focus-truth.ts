import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { frameToMs, snapToFrame } from '@/server/media/time'
import type { Box, MsRange, Rational, Shot, SpeakerTurn, Track, TrackSample, Word } from '@/server/media/types'
import { mediaPath } from '@/server/testing/shared-media'

/** A face of the ground truth at a moment. `kind` is the layout it is in, `speaks` that its voice is the one heard. */
export type TrueFace = { readonly tMs: number; readonly kind: string; readonly box: Box; readonly speaks: boolean }

/** What is true of a recording, and the observations that a perfect analysis would make of it. */
export type FocusTruth = {
  readonly faces: readonly TrueFace[]
  readonly speech: readonly MsRange[]
  readonly words: readonly Word[]
  readonly shots: readonly Shot[]
  readonly tracks: readonly Track[]
  readonly speakers: readonly SpeakerTurn[]
}

const boxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()])
const secondsSchema = z.object({ start: z.number(), end: z.number() })
const wordSchema = z.object({ word: z.string(), start: z.number(), end: z.number(), p: z.number().nullish() })
const truthSchema = z.object({
  duration: z.number(),
  shots: z.array(secondsSchema.extend({ kind: z.string() })).optional(),
  speech_segments: z.array(secondsSchema).default([]),
  words: z.array(wordSchema).default([]),
  faces: z.array(
    z.object({
      frame: z.number(),
      faces: z.array(
        z.union([
          z.object({ box: boxSchema, active: z.boolean().nullable() }),
          boxSchema.rest(z.number()).transform(([x, y, w, h]) => ({ box: [x, y, w, h] as const, active: true })),
        ]),
      ),
    }),
  ),
})

/** Faces of neighbouring samples whose centres are nearer than this share of the frame are one person. */
const samePersonDistance = 0.15

type FaceBox = { readonly box: readonly [number, number, number, number]; readonly active: boolean | null }

const largestOf = (faces: readonly FaceBox[]): FaceBox[] =>
  [...faces].sort((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3]).slice(0, 1)

export const focusTruthOf = (
  stem: string,
  picture: { readonly widthPx: number; readonly heightPx: number; readonly fps: Rational },
): FocusTruth => {
  const truth = truthSchema.parse(JSON.parse(readFileSync(mediaPath(`gt/${stem}.json`), 'utf8')))
  const { fps } = picture
  const ms = (seconds: number) => Math.round(seconds * 1000)
  const shots = (truth.shots ?? [{ start: 0, end: truth.duration, kind: stem }]).map((shot, i) => ({
    kind: shot.kind,
    startMs: snapToFrame(ms(shot.start), fps),
    endMs: snapToFrame(ms(shot.end), fps),
    transition: i === 0 ? ('start' as const) : ('cut' as const),
  }))
  const speech = truth.speech_segments.map(({ start, end }) => ({ startMs: ms(start), endMs: ms(end) }))
  const open: { id: string; shot: number; active: boolean; samples: TrackSample[] }[] = []
  const faces: TrueFace[] = []
  for (const frame of truth.faces) {
    const tMs = frameToMs(frame.frame, fps)
    const shot = shots.findIndex(({ startMs, endMs }) => tMs >= startMs && tMs < endMs)
    // In a recording of one person a second face is the reference's mistake.
    for (const face of truth.shots === undefined ? largestOf(frame.faces) : frame.faces) {
      const [x, y, w, h] = face.box
      const { widthPx, heightPx } = picture
      const box = { x: x / widthPx, y: y / heightPx, w: w / widthPx, h: h / heightPx }
      const away = (track: (typeof open)[number]) => {
        const last = track.samples.at(-1)
        return last === undefined ? 1 : Math.abs(last.x + last.w / 2 - box.x - box.w / 2)
      }
      const near = open
        .filter((track) => track.shot === shot && track.samples.at(-1)?.tMs !== tMs && away(track) < samePersonDistance)
        .sort((a, b) => away(a) - away(b))[0]
      const track = near ?? { id: `t${open.length}`, shot, active: false, samples: [] }
      if (near === undefined) open.push(track)
      track.active ||= face.active === true
      track.samples.push({ tMs, ...box, score: 1, eyeY: null, lipGap: null })
      faces.push({ tMs, kind: shots[shot]?.kind ?? '', box, speaks: face.active === true })
    }
  }
  return {
    faces,
    speech,
    words: truth.words.map(({ word, start, end, p }) => ({
      text: word,
      startMs: ms(start),
      endMs: ms(end),
      confidence: p ?? 1,
    })),
    shots,
    tracks: open.map(({ id, samples }) => ({ id, person: id, samples })),
    speakers: open
      .filter((track) => track.active)
      .flatMap((track) => {
        const { startMs = 0, endMs = 0 } = shots[track.shot] ?? {}
        return speech
          .map((range) => ({ startMs: Math.max(startMs, range.startMs), endMs: Math.min(endMs, range.endMs) }))
          .filter((range) => range.endMs > range.startMs)
          .map((range) => ({ ...range, track: track.id, confidence: 1 }))
      }),
  }
}
