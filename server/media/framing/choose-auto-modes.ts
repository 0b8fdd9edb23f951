import { fpsValue, frameToMs, overlapMs } from '../time'
import type { AspectId, FramingMode, MsRange, SpeakerTurn, VideoStream } from '../types'
import { chooseModes, type Decision } from './choose-modes'
import { largestCrop } from './crop-size'
import { type FocusSpan, followedMotion } from './focus-span'
import { type SeenSpan, seenInFocus } from './seen-span'
import { shortfallOf, tallyOf } from './tally'

/** A crop that keeps this much of the picture is as good as the whole of it, without bars. */
const nearlyWhole = 0.9
/** A shot may fall a little short of what the clip as a whole has to reach; beyond this it is better shown whole. */
const shotSpeaker = 0.9
const shotFace = 0.9
/** Of several people of whom nobody is heard, the one followed has to be this much of what there is to see. */
const dominance = 0.6

/** Where more than this of the speech is nobody's in the picture, a lone still face is a poster or a portrait on a slide. */
const mostlyUnseen = 0.5

/** A shot in which faces are seen for less of the time than this is not about them. */
const leastCoverage = 0.5

type ShotCase = {
  readonly spans: readonly number[]
  readonly seconds: number
  readonly cost: { focus: number; fit: number }
  /** Why the shot is shown whole, if it is. */
  readonly whyWhole: string
}

/**
 * A mode for each span, the same for all spans of a shot. First what suits each shot (with hysteresis), then the clip's own
 * report: as long as it falls short, the shot that loses most is shown whole.
 */
export const chooseAutoModes = (
  focused: readonly FocusSpan[],
  aspect: AspectId,
  video: VideoStream,
  speakers: readonly SpeakerTurn[],
): Decision[] => {
  const fps = fpsValue(video.fps)
  const seen = focused.map(seenInFocus)
  const crop = largestCrop(aspect, video)
  const cases = runsOfShots(focused).map((spans) => {
    const unseen = unseenShare(spans, focused, video, speakers)
    return caseOf(spans, focused, seen, fps, crop.w * crop.h, unseen)
  })
  for (let round = 0; round <= cases.length; round += 1) {
    const modes = chooseModes(cases)
    const decisions = decisionsOf(cases, modes, focused.length)
    const kept = seen.filter((_, i) => decisions[i]?.mode === 'focus')
    const shortfall = shortfallOf(tallyOf(kept, fps, 1))
    if (shortfall.length === 0) return decisions
    const worst = cases
      .map((each, index) => ({ each, index, lost: modes[index] === 'focus' ? lostFrames(each, seen) : 0 }))
      .sort((a, b) => b.lost - a.lost || a.index - b.index)[0]
    if (worst === undefined || worst.lost === 0) return decisions
    cases[worst.index] = {
      ...worst.each,
      cost: { focus: forbidden, fit: 0 },
      whyWhole: `shown whole because a crop falls short: ${shortfall.join(', ')}`,
    }
  }
  return focused.map(() => ({ mode: 'fit', reason: 'shown whole because a crop falls short', confidence: 0.8 }))
}

const forbidden = 100

/** Consecutive spans of one shot belong together: a join is no reason for another layout. */
const runsOfShots = (focused: readonly FocusSpan[]): number[][] => {
  const runs: number[][] = []
  focused.forEach(({ span }, i) => {
    const last = runs.at(-1)
    if (last !== undefined && focused[i - 1]?.span.shot === span.shot) last.push(i)
    else runs.push([i])
  })
  return runs
}

const caseOf = (
  spans: readonly number[],
  focused: readonly FocusSpan[],
  seen: readonly SeenSpan[],
  fps: number,
  cropArea: number,
  unseen: number,
): ShotCase => {
  const own = spans.map((i) => focused[i]).filter((each): each is FocusSpan => each !== undefined)
  const frames = own.reduce((sum, { span }) => sum + span.endFrame - span.startFrame, 0)
  const base = { spans, seconds: frames / fps }
  if (cropArea >= nearlyWhole) return { ...base, cost: { focus: 0, fit: 1 }, whyWhole: besides }
  if (own.every(({ motionConfidence }) => motionConfidence !== null)) {
    const confidence = own.reduce((sum, each) => sum + (each.motionConfidence ?? 0), 0) / Math.max(1, own.length)
    if (confidence >= followedMotion) return { ...base, cost: { focus: 0.2, fit: 0.4 }, whyWhole: besides }
    return { ...base, cost: { focus: 0.6, fit: 0.1 }, whyWhole: 'no face and nothing that stands out' }
  }
  const tally = tallyOf(
    spans.flatMap((i) => seen[i] ?? []),
    fps,
    1,
  )
  const shortfall = shortfallOf(tally, { speaker: shotSpeaker, face: shotFace })
  if (shortfall.length > 0)
    return { ...base, cost: { focus: 0.9, fit: 0.2 }, whyWhole: `a crop falls short here: ${shortfall.join(', ')}` }
  if (coverage(own) < leastCoverage)
    return { ...base, cost: { focus: 0.5, fit: 0.3 }, whyWhole: 'a face is there for a small part of the shot only' }
  if (tally.speechFrames === 0 && unseen > mostlyUnseen)
    return { ...base, cost: { focus: 0.6, fit: 0.2 }, whyWhole: 'somebody unseen speaks' }
  if (tally.speechFrames === 0 && shareShown(own) < dominance)
    return { ...base, cost: { focus: 0.5, fit: 0.3 }, whyWhole: 'several people and nobody known to speak' }
  return { ...base, cost: { focus: 0, fit: 0.6 }, whyWhole: besides }
}

/** Share of the speech in these spans that is of nobody in the picture; 0 without speech. */
const unseenShare = (
  spans: readonly number[],
  focused: readonly FocusSpan[],
  { fps }: VideoStream,
  speakers: readonly SpeakerTurn[],
): number => {
  const ranges = spans.flatMap((i): MsRange[] => {
    const span = focused[i]?.span
    return span ? [{ startMs: frameToMs(span.startFrame, fps), endMs: frameToMs(span.endFrame, fps) }] : []
  })
  const heard = (turns: readonly SpeakerTurn[]) =>
    ranges.reduce((sum, range) => sum + turns.reduce((inside, turn) => inside + overlapMs(range, turn), 0), 0)
  const all = heard(speakers)
  return all === 0 ? 0 : heard(speakers.filter(({ track }) => track === null)) / all
}

/** Share of the frames in which anyone is seen. */
const coverage = (own: readonly FocusSpan[]): number => {
  let seen = 0
  let frames = 0
  for (const { span, subjects } of own) {
    const count = span.endFrame - span.startFrame
    frames += count
    for (let frame = 0; frame < count; frame += 1)
      if (subjects.some((subject) => (subject.faces[frame] ?? null) !== null)) seen += 1
  }
  return seen / Math.max(1, frames)
}

const besides = 'kept with its neighbours: a layout stays for at least 4 s'

/** How much of the prominence in the picture belongs to the people who are framed. */
const shareShown = (own: readonly FocusSpan[]): number => {
  let shown = 0
  let all = 0
  for (const { subjects, takes } of own) {
    const who = new Set(takes.flatMap((take) => take.who))
    subjects.forEach(({ prominence }, index) => {
      all += prominence
      if (who.has(index)) shown += prominence
    })
  }
  return all === 0 ? 0 : shown / all
}

const lostFrames = (shot: ShotCase, seen: readonly SeenSpan[]): number => {
  const tally = tallyOf(
    shot.spans.flatMap((i) => seen[i] ?? []),
    1,
    1,
  )
  return tally.speechFrames - tally.speakerInside + (tally.faceFrames - tally.faceInside) + 100 * tally.withoutSubject
}

const decisionsOf = (cases: readonly ShotCase[], modes: readonly FramingMode[], count: number): Decision[] => {
  const decisions = new Array<Decision>(count)
  cases.forEach((each, index) => {
    const mode = modes[index] ?? 'fit'
    for (const span of each.spans)
      decisions[span] = { mode, reason: mode === 'fit' ? each.whyWhole : 'a crop suits this shot', confidence: 0.8 }
  })
  return decisions
}
