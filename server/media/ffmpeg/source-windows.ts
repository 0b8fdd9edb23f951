import { frameToSeconds, msToFrame } from '../time'
import type { Demuxer, EditList, Rational } from '../types'

/** A kept range in whole frames of the clip's grid, counted on the source's timeline. */
export type FrameRange = { readonly startFrame: number; readonly endFrame: number }

/** Kept ranges that are read through one seeked input. */
export type SourceWindow = { readonly ranges: readonly FrameRange[] }

/** Decoding through a gap costs what opening, seeking and half a group of pictures cost at about this length. */
const sharedGapSeconds = 8
/** Every input holds a decoder with its frames (50-100 MB at 1080p): more than this many are never open at once. */
const mostWindows = 6

export const editFrames = (edit: EditList, fps: Rational): FrameRange[] =>
  edit.ranges.map((range) => ({ startFrame: msToFrame(range.startMs, fps), endFrame: msToFrame(range.endMs, fps) }))

export const frameCount = (ranges: readonly FrameRange[]): number =>
  ranges.reduce((sum, range) => sum + range.endFrame - range.startFrame, 0)

/** Ranges that lie close share an input; the widest gaps separate inputs, so that a far jump is a seek. */
export const planWindows = (ranges: readonly FrameRange[], fps: Rational): SourceWindow[] => {
  const gaps = ranges.slice(1).map((range, index) => ({
    before: index + 1,
    seconds: frameToSeconds(range.startFrame - (ranges[index]?.endFrame ?? 0), fps),
  }))
  const splits = gaps
    .filter((gap) => gap.seconds > sharedGapSeconds)
    .sort((a, b) => b.seconds - a.seconds || a.before - b.before)
    .slice(0, mostWindows - 1)
    .map((gap) => gap.before)
    .sort((a, b) => a - b)
  return [0, ...splits].map((from, index) => ({ ranges: ranges.slice(from, splits[index] ?? ranges.length) }))
}

/**
 * Formats without an index of key frames are entered at any packet, and pictures before the next key frame are lost: they are
 * read from earlier. Broadcast and DVD streams have a key frame at least every few seconds.
 */
const prerollSeconds: Partial<Record<Demuxer, number>> = { mpegts: 12, mpeg: 12, flv: 12, asf: 12, ogg: 12 }

export type Seek = {
  /** Input options. */
  readonly args: readonly string[]
  /** Seconds from the input's new zero to the wanted time. */
  readonly leadSeconds: number
}

/**
 * `-noaccurate_seek` keeps the pictures between the key frame and the wanted time, with times below zero: the picture on screen
 * at the wanted time is then known even where the source shows one picture for many seconds.
 */
export const seekTo = (seconds: number, demuxer: Demuxer): Seek => {
  const from = Math.max(0, seconds - (prerollSeconds[demuxer] ?? 0))
  const rounded = Math.floor(from * 1e6) / 1e6
  if (rounded <= 0) return { args: [], leadSeconds: seconds }
  return { args: ['-noaccurate_seek', '-ss', rounded.toFixed(6)], leadSeconds: seconds - rounded }
}
