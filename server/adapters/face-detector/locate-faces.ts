import type { Picture, Point, Square } from './picture'

/** BlazeFace, the 256 px model: two grids of anchors, 16 x 16 with two per cell and 8 x 8 with six. */
export const detectorSizePx = 256
const anchorGrids = [
  { cells: 16, perCell: 2 },
  { cells: 8, perCell: 6 },
] as const

/** A face as the detector sees it, in the picture's pixels: eyebrows to chin, and two of its six points. */
export type Located = {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly rightEye: Point
  readonly leftEye: Point
  readonly score: number
}

/**
 * Where to look: the whole picture fitted into a square, and, because a face under about a tenth of that square is lost on
 * it, squares of the short side laid along the long one with enough overlap for any face the whole view could miss.
 */
export const viewsOf = ({ widthPx, heightPx }: Pick<Picture, 'widthPx' | 'heightPx'>): Square[] => {
  const long = Math.max(widthPx, heightPx)
  const short = Math.min(widthPx, heightPx)
  const whole = { x: widthPx / 2, y: heightPx / 2, sidePx: long, angleRad: 0 }
  if (long < short * 1.25) return [whole]
  const overlap = 0.2
  const count = Math.ceil((long / short - overlap) / (1 - overlap))
  return [
    whole,
    ...Array.from({ length: count }, (_, index) => {
      const along = short / 2 + ((long - short) * index) / (count - 1)
      return {
        x: widthPx > heightPx ? along : short / 2,
        y: widthPx > heightPx ? short / 2 : along,
        sidePx: short,
        angleRad: 0,
      }
    }),
  ]
}

/** The detector's raw answer for one view: scores (logits) and 16 numbers per anchor, one array per grid. */
export type RawGrid = { readonly scores: Float32Array; readonly values: Float32Array }

export const decodeView = (view: Square, grids: readonly RawGrid[], minScore: number): Located[] => {
  const found: Located[] = []
  const minLogit = Math.log(minScore / (1 - minScore))
  const scale = view.sidePx / detectorSizePx
  const originX = view.x - view.sidePx / 2
  const originY = view.y - view.sidePx / 2
  anchorGrids.forEach(({ cells, perCell }, grid) => {
    const { scores, values } = grids[grid] ?? { scores: new Float32Array(), values: new Float32Array() }
    for (let anchor = 0; anchor < scores.length; anchor++) {
      const logit = scores[anchor] ?? 0
      if (logit < minLogit) continue
      const cell = Math.floor(anchor / perCell)
      const stride = detectorSizePx / cells
      const anchorX = ((cell % cells) + 0.5) * stride
      const anchorY = (Math.floor(cell / cells) + 0.5) * stride
      const at = (index: number) => values[anchor * 16 + index] ?? 0
      const x = (dx: number) => originX + (anchorX + dx) * scale
      const y = (dy: number) => originY + (anchorY + dy) * scale
      found.push({
        left: x(at(0) - at(2) / 2),
        top: y(at(1) - at(3) / 2),
        right: x(at(0) + at(2) / 2),
        bottom: y(at(1) + at(3) / 2),
        rightEye: { x: x(at(4)), y: y(at(5)) },
        leftEye: { x: x(at(6)), y: y(at(7)) },
        score: 1 / (1 + Math.exp(-logit)),
      })
    }
  })
  return found
}

const overlapShare = (a: Located, b: Located): number => {
  const w = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  if (w <= 0 || h <= 0) return 0
  const areaOf = (box: Located) => (box.right - box.left) * (box.bottom - box.top)
  const shared = w * h
  // Against the smaller one too, halved: two views of one face can differ in size, two faces are never inside each other.
  return Math.max(shared / (areaOf(a) + areaOf(b) - shared), (0.5 * shared) / Math.min(areaOf(a), areaOf(b)))
}

/** One face per cluster of overlapping answers: their mean weighted by score, which jitters less than the best one alone. */
export const mergeLocated = (found: readonly Located[], maxFaces: number): Located[] => {
  const rest = [...found].sort(
    (a, b) => b.score - a.score || a.left - b.left || a.top - b.top || a.right - b.right || a.bottom - b.bottom,
  )
  const faces: Located[] = []
  while (rest.length > 0 && faces.length < maxFaces) {
    const best = rest[0]
    if (best === undefined) break
    const cluster = rest.filter((each) => each === best || overlapShare(best, each) > 0.3)
    const total = cluster.reduce((sum, each) => sum + each.score, 0)
    const mean = (pick: (each: Located) => number) =>
      cluster.reduce((sum, each) => sum + pick(each) * each.score, 0) / total
    faces.push({
      left: mean((each) => each.left),
      top: mean((each) => each.top),
      right: mean((each) => each.right),
      bottom: mean((each) => each.bottom),
      rightEye: { x: mean((each) => each.rightEye.x), y: mean((each) => each.rightEye.y) },
      leftEye: { x: mean((each) => each.leftEye.x), y: mean((each) => each.leftEye.y) },
      score: best.score,
    })
    for (const each of cluster) rest.splice(rest.indexOf(each), 1)
  }
  return faces
}
