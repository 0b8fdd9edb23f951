import type { Box } from '../types'
import type { OutputFace } from './faces-in-output'

/** docs/captions.md: the block's centre is at 64 % of the height; it moves to 72 % or 20 % to leave faces free. */
export const blockCentres = [0.64, 0.72, 0.2] as const
const maxFaceCovered = 0.15

/**
 * Height of a block's centre (share of the frame) for each cue in turn: the first place that covers no face by more than
 * 15 %, staying where the cue before stood when that is still free, so that captions do not hop.
 */
export const placeBlocks = (
  blocks: readonly { readonly startMs: number; readonly endMs: number; readonly w: number; readonly h: number }[],
  faces: readonly OutputFace[],
): number[] => {
  const places: number[] = []
  for (const block of blocks) {
    const seen = faces.filter((face) => face.tMs >= block.startMs && face.tMs < block.endMs)
    const covered = (centre: number) =>
      Math.max(
        0,
        ...seen.map(({ box }) =>
          coveredShare(box, { x: 0.5 - block.w / 2, y: centre - block.h / 2, w: block.w, h: block.h }),
        ),
      )
    const order = [...new Set([...places.slice(-1), ...blockCentres])]
    const free = order.find((centre) => covered(centre) <= maxFaceCovered)
    places.push(free ?? order.reduce((best, centre) => (covered(centre) < covered(best) ? centre : best)))
  }
  return places
}

const coveredShare = (face: Box, block: Box): number => {
  const w = Math.min(face.x + face.w, block.x + block.w) - Math.max(face.x, block.x)
  const h = Math.min(face.y + face.h, block.y + block.h) - Math.max(face.y, block.y)
  return w <= 0 || h <= 0 ? 0 : (w * h) / (face.w * face.h)
}
