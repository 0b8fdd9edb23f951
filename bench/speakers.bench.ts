import { readFileSync } from 'node:fs'
import { findTurns } from '@/server/media/speakers'
import { overlapMs, totalMs } from '@/server/media/time'
import type { MsRange, SpeakerTurn, Track } from '@/server/media/types'
import { mediaPath } from '@/server/testing/shared-media'
import type { Bench } from './bench'
import { analyseFootage } from './footage'

type Pane = { readonly rect: readonly [number, number, number, number]; readonly active?: boolean }
type TruthShot = { readonly start: number; readonly end: number; readonly panes: readonly Pane[] }
type Truth = {
  readonly shots: readonly TruthShot[]
  readonly speech_segments: readonly { start: number; end: number }[]
  readonly width: number
}

const stepMs = 40
const proxyHeightPx = 360

/** Where a track is at a moment: the middle of its nearest sample, in shares of the width. */
const placeOf = (track: Track | undefined, tMs: number): number => {
  const near = track?.samples.toSorted((a, b) => Math.abs(a.tMs - tMs) - Math.abs(b.tMs - tMs))[0]
  return near === undefined ? -1 : near.x + near.w / 2
}

const bench: Bench = {
  what: 'who speaks: the active pane of the composed podcast, narration without a face, two mouths that both move',
  run: async () => {
    const { tracks, shots, features } = await analyseFootage(mediaPath('podcast_long_720p.mp4'))
    if (features === null) throw new Error('The podcast has sound.')
    const truth = JSON.parse(readFileSync(mediaPath('gt/podcast_long_720p.json'), 'utf8')) as Truth
    const speech = truth.speech_segments.map(({ start, end }) => ({ startMs: start * 1000, endMs: end * 1000 }))
    const common = { features, words: [], pictureHeightPx: proxyHeightPx }
    const turns = findTurns({ tracks, shots, ...common })
    const byId = new Map(tracks.map((track) => [track.id, track]))
    const count = { known: 0, right: 0, unheard: 0, wrong: 0, faceless: 0, facelessRight: 0 }
    for (const shot of truth.shots)
      for (let tMs = shot.start * 1000; tMs < shot.end * 1000; tMs += stepMs) {
        if (!speech.some(({ startMs, endMs }) => startMs <= tMs && tMs < endMs)) continue
        const turn = turns.find(({ startMs, endMs }) => startMs <= tMs && tMs < endMs)
        const active = shot.panes.find((pane) => pane.active)
        if (active === undefined) {
          count.faceless++
          if (!turn?.track) count.facelessRight++
          continue
        }
        const [x, , w] = active.rect
        const place = turn?.track ? placeOf(byId.get(turn.track), tMs) * truth.width : -1
        count.known++
        if (!turn?.track) count.unheard++
        else if (place >= x && place < x + w) count.right++
        else count.wrong++
      }
    const both = bothMoving(truth, tracks, (pair, shot) => findTurns({ tracks: pair, shots: [shot], ...common }))
    return {
      figures: [
        {
          name: 'right speaker, share of speech with a known face',
          value: count.right / count.known,
          unit: '',
          target: { op: '>=', value: 0.97 },
        },
        { name: 'no speaker given there', value: count.unheard / count.known, unit: '' },
        { name: 'wrong speaker given there', value: count.wrong / count.known, unit: '' },
        { name: 'speech without a face left without a track', value: count.facelessRight / count.faceless, unit: '' },
        { name: 'two mouths move, one is heard (chance: 0.5)', value: both, unit: '' },
      ],
      notes: [`${turns.length} turns over ${tracks.length} tracks`],
    }
  },
}

/** Pairs of single talkers side by side, both playing, only the first one heard: the share of speech given to the first. */
const bothMoving = (
  truth: Truth,
  tracks: readonly Track[],
  find: (pair: Track[], shot: MsRange) => readonly SpeakerTurn[],
): number => {
  const solos = truth.shots.flatMap((shot) => {
    const range = { startMs: shot.start * 1000, endMs: shot.end * 1000 }
    const inside = tracks.flatMap((track) => {
      const samples = track.samples.filter(({ tMs }) => tMs >= range.startMs && tMs < range.endMs)
      return samples.length >= 20 ? [{ ...track, samples }] : []
    })
    return shot.panes.length === 1 && inside.length === 1 ? [{ range, track: inside[0] }] : []
  })
  let heardMs = 0
  let rightMs = 0
  for (const a of solos)
    for (const b of solos) {
      if (a.track === undefined || b.track === undefined || a.track.person === b.track.person) continue
      const shiftMs = a.range.startMs - b.range.startMs
      const endMs = Math.min(a.range.endMs, b.range.endMs + shiftMs)
      const other = {
        ...b.track,
        id: 'other',
        samples: b.track.samples.map((each) => ({ ...each, tMs: each.tMs + shiftMs })),
      }
      const shot = { startMs: a.range.startMs, endMs }
      const heard = a.track
      const turns = find([heard, other], shot)
      heardMs += totalMs(turns)
      rightMs += turns.filter(({ track }) => track === heard.id).reduce((sum, turn) => sum + overlapMs(turn, shot), 0)
    }
  return rightMs / heardMs
}

export default bench
