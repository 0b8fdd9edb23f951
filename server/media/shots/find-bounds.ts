import type { Box, VideoStream } from '../types'

/** Parts that a line of the proxy is averaged in: few numbers, and a caption in a bar still lights its own. */
export const lineParts = 8

/** Lines of sampled proxy frames, limited-range luma: `rows` is frame by frame [y][part], `columns` [part][x]. */
export type LineProfiles = {
  readonly widthPx: number
  readonly heightPx: number
  readonly rows: Uint8Array
  readonly columns: Uint8Array
}

/** Up to here a part of a line is black: 16, and what coding adds to it. */
const darkLuma = 20
/** A frame without a part as bright as this (a fade, a blackout) says nothing about bars. */
const litLuma = 40
/** A bar is black in all frames but a flash or a title over everything. */
const nearlyAlways = 0.985
/** The line inside a bar's edge is lit along most of its length, at once, in so many frames: no dark room's is. */
const straight = { parts: 5, share: 0.3 }
/** Share of the side. Thinner bars are not worth a closer crop, thicker ones leave no picture. */
const thinnest = 0.02
const leastPicture = 0.25
const leastFrames = 8

/**
 * Where the picture is inside black bars, in whole even pixels of the source as displayed; null without bars. Bars are black in
 * nearly all frames, of about one thickness on both sides, with straight edges to a picture that is lit.
 */
export const findBounds = (profiles: LineProfiles, video: Pick<VideoStream, 'widthPx' | 'heightPx'>): Box | null => {
  const { widthPx, heightPx, rows, columns } = profiles
  const frames = Math.min(rows.length / (heightPx * lineParts), columns.length / (widthPx * lineParts))
  const told = Array.from({ length: Math.floor(frames) }, (_, frame) => frame).filter((frame) =>
    rows.subarray(frame * heightPx * lineParts, (frame + 1) * heightPx * lineParts).some((luma) => luma >= litLuma),
  )
  if (told.length < leastFrames) return null
  const row = (frame: number, line: number, part: number) => rows[(frame * heightPx + line) * lineParts + part] ?? 0
  const column = (frame: number, line: number, part: number) =>
    columns[(frame * lineParts + part) * widthPx + line] ?? 0
  const upright = picturedLines(told, heightPx, row)
  const across = picturedLines(told, widthPx, column)
  if (upright === null && across === null) return null
  const x = onPixels(across ?? { start: 0, end: widthPx }, widthPx, video.widthPx)
  const y = onPixels(upright ?? { start: 0, end: heightPx }, heightPx, video.heightPx)
  return { x: x.at, y: y.at, w: x.size, h: y.size }
}

type Lines = { readonly start: number; readonly end: number }

const picturedLines = (
  frames: readonly number[],
  count: number,
  lumaAt: (frame: number, line: number, part: number) => number,
): Lines | null => {
  const litParts = (frame: number, line: number): number => {
    let lit = 0
    for (let part = 0; part < lineParts; part += 1) if (lumaAt(frame, line, part) > darkLuma) lit += 1
    return lit
  }
  const shareOf = (line: number, isSo: (lit: number) => boolean) =>
    frames.filter((frame) => isSo(litParts(frame, line))).length / frames.length
  const isBar = (line: number) => shareOf(line, (lit) => lit === 0) >= nearlyAlways
  let start = 0
  while (start < count / 2 && isBar(start)) start += 1
  let end = count
  while (end > count / 2 && isBar(end - 1)) end -= 1
  const [before, after] = [start, count - end]
  if (Math.min(before, after) < thinnest * count) return null
  if (Math.abs(before - after) > Math.max(2, 0.1 * Math.max(before, after))) return null
  const hasEdge = (line: number) => shareOf(line, (lit) => lit >= straight.parts) >= straight.share
  if (end - start < leastPicture * count || !hasEdge(start + 2) || !hasEdge(end - 3)) return null
  // The outermost lines are partly bar.
  return { start: start + 1, end: end - 1 }
}

const onPixels = ({ start, end }: Lines, count: number, px: number) => {
  const from = 2 * Math.ceil((start / count) * (px / 2))
  const to = 2 * Math.floor((end / count) * (px / 2))
  return { at: from / px, size: (to - from) / px }
}

/** For the report. */
export const boundsNote = ({ w, h }: Box, video: Pick<VideoStream, 'widthPx' | 'heightPx'>): string =>
  `Black bars are left out: the picture is ${Math.round(w * video.widthPx)} x ${Math.round(h * video.heightPx)} of ${video.widthPx} x ${video.heightPx}.`
