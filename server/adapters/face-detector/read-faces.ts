import type { Box, FaceObservation } from '@/server/media/types'
import type { FaceModels } from './face-models'
import { decodeView, detectorSizePx, type Located, mergeLocated, viewsOf } from './locate-faces'
import { fromSquare, type Picture, type Point, type Square, samplePlanes } from './picture'

export type ReadOptions = { readonly tMs: number; readonly isThorough: boolean; readonly withEmbedding: boolean }

/**
 * Detections below this are no face. Measured over people, screens, slides, nature and street: 0.6 loses no face that 0.4 finds,
 * and what is no face (letters, leaves, wheels) stays at or under it.
 */
const minDetectorScore = 0.6
/**
 * The mesh's own judgement: 0.5 and more on every face seen from the front or half from the side, under 0.3 on everything else.
 * A detection without a mesh (profile, a hand before the face) keeps its box and has no lips: tracking decides.
 */
const minMeshScore = 0.5
/** A 3 x 3 gallery with room to spare; more faces than that are a crowd, and nobody's close-up. */
const maxFaces = 12

const meshSizePx = 192
const meshPoints = 468
const embeddingSizePx = 224
/** The mesh was trained on squares one and a half times the detector's box; the identity network on the same crop. */
const meshMargin = 1.5
/** The mesh stops at mid-forehead: the box that people draw starts 12 % higher (median over 45 faces; sides agree to 2 %). */
const foreheadShare = 0.12
/** Corners of both eyes, the inner lips' middles, the forehead's top and the chin in the 468-point mesh. */
const points = { eyes: [33, 133, 362, 263], upperLip: 13, lowerLip: 14, forehead: 10, chin: 152 } as const

/** All faces of one picture, largest score first. */
export const readFaces = async (
  models: FaceModels,
  picture: Picture,
  options: ReadOptions,
): Promise<FaceObservation[]> => {
  const faces = await locate(models, picture, options.isThorough)
  if (faces.length === 0) return []
  const squares = faces.map(squareOf)
  const meshes = await models.mesh(planesOf(picture, squares, meshSizePx, { gain: 1 / 255, bias: 0 }), squares.length)
  const seen = faces.flatMap((face, index) => {
    const square = squares[index]
    const score = meshes.scores[index] ?? 0
    if (square === undefined) return []
    const at = index * meshPoints * 3
    const reading =
      score < minMeshScore
        ? readBox(face, picture)
        : readMesh(square, meshes.points.subarray(at, at + meshPoints * 3), picture)
    return [{ square, observation: { tMs: options.tMs, score: Math.min(1, face.score), ...reading } }]
  })
  if (!options.withEmbedding || seen.length === 0) return seen.map((each) => each.observation)
  const crops = planesOf(
    picture,
    seen.map((each) => each.square),
    embeddingSizePx,
    { gain: 1, bias: 0 },
  )
  const embeddings = await models.embed(crops, seen.length)
  return seen.map(({ observation }, index) => ({ ...observation, embedding: unit(embeddings[index] ?? []) }))
}

const locate = async (models: FaceModels, picture: Picture, isThorough: boolean): Promise<Located[]> => {
  const views = viewsOf(picture)
  const used = isThorough ? views : views.slice(0, 1)
  const found: Located[] = []
  // One at a time: a batch costs the same and holds every view's activations at once.
  for (const view of used) {
    const planes = planesOf(picture, [view], detectorSizePx, { gain: 1 / 127.5, bias: -1 })
    found.push(...decodeView(view, await models.detect(planes), minDetectorScore))
  }
  return mergeLocated(found, maxFaces)
}

const planesOf = (
  picture: Picture,
  squares: readonly Square[],
  sizePx: number,
  scale: { readonly gain: number; readonly bias: number },
): Float32Array => {
  const planes = new Float32Array(squares.length * 3 * sizePx * sizePx)
  squares.forEach((square, index) => {
    samplePlanes(picture, square, sizePx, scale, planes, index * 3 * sizePx * sizePx)
  })
  return planes
}

/** Upright on the eyes: the mesh and the identity network expect a level face. */
const squareOf = (face: Located): Square => ({
  x: (face.left + face.right) / 2,
  y: (face.top + face.bottom) / 2,
  sidePx: Math.max(face.right - face.left, face.bottom - face.top) * meshMargin,
  angleRad: Math.atan2(face.leftEye.y - face.rightEye.y, face.leftEye.x - face.rightEye.x),
})

type Reading = Pick<FaceObservation, 'box' | 'eyeY' | 'lipGap'>

const readMesh = (square: Square, mesh: Float32Array, picture: Picture): Reading => {
  const at = (index: number): Point =>
    fromSquare(square, (mesh[index * 3] ?? 0) / meshSizePx, (mesh[index * 3 + 1] ?? 0) / meshSizePx)
  let [left, top, right, bottom] = [Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, -Number.MAX_VALUE]
  for (let index = 0; index < meshPoints; index++) {
    const { x, y } = at(index)
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  top -= (bottom - top) * foreheadShare
  const eyeY = points.eyes.reduce((sum, index) => sum + at(index).y, 0) / points.eyes.length
  const height = distance(at(points.forehead), at(points.chin))
  return {
    box: shares({ left, top, right, bottom }, picture),
    eyeY: round(clamp(eyeY / picture.heightPx)),
    lipGap: height > 0 ? round(distance(at(points.upperLip), at(points.lowerLip)) / height) : null,
  }
}

/** The detector's own box against the one people draw: 24 % higher, 6 % narrower on either side (medians over 45 faces). */
const readBox = (face: Located, picture: Picture): Reading => {
  const side = 0.06 * (face.right - face.left)
  const edges = {
    left: face.left + side,
    top: face.top - 0.24 * (face.bottom - face.top),
    right: face.right - side,
    bottom: face.bottom,
  }
  return {
    box: shares(edges, picture),
    eyeY: round(clamp((face.leftEye.y + face.rightEye.y) / 2 / picture.heightPx)),
    lipGap: null,
  }
}

const shares = (
  edges: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
  { widthPx, heightPx }: Picture,
): Box => {
  const x = round(clamp(edges.left / widthPx))
  const y = round(clamp(edges.top / heightPx))
  return {
    x,
    y,
    w: round(Math.max(0, clamp(edges.right / widthPx) - x)),
    h: round(Math.max(0, clamp(edges.bottom / heightPx) - y)),
  }
}

const clamp = (share: number) => Math.min(1, Math.max(0, share))
/** Hundredth-thousandths of the frame: a fiftieth of a pixel at 1080p, and a third of the bytes in the cache. */
const round = (value: number) => Math.round(value * 1e5) / 1e5
const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y)

const unit = (vector: ArrayLike<number>): number[] => {
  const values = Array.from(vector)
  const length = Math.hypot(...values) || 1
  return values.map((value) => round(value / length))
}
