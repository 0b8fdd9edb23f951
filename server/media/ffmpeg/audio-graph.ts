import { frameToSeconds } from '../time'
import type { AudioStream, Rational, SourceInfo } from '../types'
import type { RenderPlan } from './render-plan'
import { editFrames, type FrameRange, planWindows, seekTo } from './source-windows'

export const mixRateHz = 48_000

/**
 * Half of a join: both sides run on into what was cut for 7.5 ms, so that 15 ms of equal-power crossfade lie centred on the
 * cut and the length stays exact.
 */
const handleSamples = 360

const samplesAt = (frame: number, fps: Rational): number => Math.round(frameToSeconds(frame, fps) * mixRateHz)

/** The tracks that are heard, all at once; none without sound. */
export const listenedTo = ({ audio, audioIndex, mixedWith = [] }: SourceInfo): AudioStream[] =>
  audioIndex === null
    ? []
    : [audioIndex, ...mixedWith].map((position) => audio[position]).filter((stream) => stream !== undefined)

/**
 * Each of an input's tracks through `filters`, then all of them together as they are: to halve each would make every voice softer
 * for the silence of the others. `filters` end in floats, so that nothing is cut off above full scale.
 */
export const mixTracks = (
  input: number,
  streams: readonly AudioStream[],
  filters: string,
): { readonly chains: readonly string[]; readonly start: string } => {
  const [only, second] = streams
  if (only !== undefined && second === undefined) return { chains: [], start: `[${input}:${only.index}]${filters}` }
  const labels = streams.map((_, track) => `[t${input}x${track}]`)
  return {
    chains: streams.map((stream, track) => `[${input}:${stream.index}]${filters}${labels[track]}`),
    start: `${labels.join('')}amix=inputs=${streams.length}:duration=longest:normalize=0`,
  }
}

export type AudioInput = { readonly seekArgs: readonly string[] }

/**
 * The clip's sound from inputs 0..n-1 to `[mix]`: 48 kHz stereo, sample for sample as long as its pictures. A track that starts
 * late, has holes or ends early is filled with silence.
 */
export const mixGraph = (
  plan: RenderPlan,
  streams: readonly AudioStream[],
): { inputs: AudioInput[]; chains: string[] } => {
  const { fps } = plan
  const ranges = editFrames(plan.edit, fps)
  const windows = planWindows(ranges, fps)
  const inputs: AudioInput[] = []
  const chains: string[] = []
  let outFrame = 0
  let part = 0
  for (const [index, window] of windows.entries()) {
    const first = window.ranges[0]?.startFrame ?? 0
    const zeroSeconds = frameToSeconds(first, fps) - handleSamples / mixRateHz
    const seek = seekTo(Math.max(0, zeroSeconds), plan.source.demuxer)
    inputs.push({ seekArgs: seek.args })
    const leadSeconds = zeroSeconds < 0 ? zeroSeconds : seek.leadSeconds
    const cuts = window.ranges.map((range) => {
      const cut = sampleCut(range, first, outFrame, fps, {
        hasBefore: outFrame > 0,
        hasAfter: range !== ranges.at(-1),
      })
      outFrame += range.endFrame - range.startFrame
      return cut
    })
    const onGrid = [
      `asetpts=PTS-${leadSeconds.toFixed(9)}/TB`,
      `aresample=${mixRateHz}:async=1:min_hard_comp=0.03:first_pts=0`,
      `aformat=sample_fmts=flt:channel_layouts=stereo`,
    ].join(',')
    const mixed = mixTracks(index, streams, onGrid)
    chains.push(...mixed.chains)
    const source = [mixed.start, 'apad', `atrim=end_sample=${cuts.at(-1)?.end ?? 0}`].join(',')
    const labels = cuts.map((_, offset) => `[r${part + offset}]`)
    chains.push(cuts.length === 1 ? `${source}${labels[0]}` : `${source},asplit=${cuts.length}${labels.join('')}`)
    for (const cut of cuts) {
      chains.push(`[r${part}]atrim=start_sample=${cut.start}:end_sample=${cut.end},asetpts=N/SR/TB[a${part}]`)
      part++
    }
  }
  let joined = '[a0]'
  for (let next = 1; next < part; next++) {
    chains.push(`${joined}[a${next}]acrossfade=ns=${2 * handleSamples}:c1=qsin:c2=qsin[x${next}]`)
    joined = `[x${next}]`
  }
  const total = samplesAt(outFrame, fps)
  chains.push(`${joined}apad,atrim=end_sample=${total},asetpts=N/SR/TB[mix]`)
  return { inputs, chains }
}

type Sides = { readonly hasBefore: boolean; readonly hasAfter: boolean }

/** Samples counted from the window's zero, which lies one handle before its first range. */
const sampleCut = (range: FrameRange, firstFrame: number, outFrame: number, fps: Rational, sides: Sides) => {
  const length = samplesAt(outFrame + range.endFrame - range.startFrame, fps) - samplesAt(outFrame, fps)
  const at = samplesAt(range.startFrame - firstFrame, fps) + handleSamples
  return {
    start: at - (sides.hasBefore ? handleSamples : 0),
    end: at + length + (sides.hasAfter ? handleSamples : 0),
  }
}
