import { overlapOf } from '@/server/media/people'
import type { Box, FaceObservation } from '@/server/media/types'
import type { FacePlace, FaceSighting } from '@/server/ports/face-detector'
import type { FaceModels } from './face-models'
import { decodeView, detectorSizePx, type Located, mergeLocated, viewsOf } from './locate-faces'
import { eyePoints, nextPlace } from './next-place'
import { fromSquare, type Picture, type Point, type Square } from './picture'
import { type Scale, samplePlanes } from './sample-planes'

export type ReadOptions = {
  readonly tMs: number
  readonly isThorough: boolean
  readonly withEmbedding: boolean
  readonly follow: readonly FacePlace[]
}

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
const points = { eyes: eyePoints, upperLip: 13, lowerLip: 14, forehead: 10, chin: 152 } as const

/**
 * A followed face is read where it has drifted no further than the detector's own squares do; further, it is looked at again in a
 * square about it, and beyond `lostDrift` the frame is searched. Measured on 96 faces, squares moved on purpose: a box is wrong by
 * 3 % of its height at a drift of 0.1 (17 % at worst), by 14 % (34 %) at 0.2, while the mesh's score stays high.
 */
const settledDrift = 0.06
const lostDrift = 0.2
const mostLooks = 2
/** Two followed faces that overlap by more than this are one. */
const sameFaceOverlap = 0.3

export type FaceReader = (picture: Picture, options: ReadOptions) => Promise<FaceSighting[]>
type Seen = { readonly square: Square; readonly sighting: FaceSighting }

/**
 * Reads all faces of one picture. One picture at a time: the networks' inputs share one piece of memory, because a fresh
 * megabyte for each keeps the collector busy.
 */
export const createFaceReader = (models: FaceModels): FaceReader => {
  let memory = new Float32Array()
  const planesOf = (picture: Picture, squares: readonly Square[], sizePx: number, scale: Scale): Float32Array => {
    const side = 3 * sizePx * sizePx
    if (memory.length < squares.length * side) memory = new Float32Array(squares.length * side)
    for (const [index, square] of squares.entries()) samplePlanes(picture, square, sizePx, scale, memory, index * side)
    return memory.subarray(0, squares.length * side)
  }
  const locate = async (picture: Picture, isThorough: boolean): Promise<Located[]> => {
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
  const meshesOf = async (picture: Picture, squares: readonly Square[]): Promise<Mesh[]> => {
    if (squares.length === 0) return []
    const found = await models.mesh(planesOf(picture, squares, meshSizePx, { gain: 1 / 255, bias: 0 }), squares.length)
    return squares.map((square, index) => ({
      square,
      score: found.scores[index] ?? 0,
      points: found.points.subarray(index * meshPoints * 3, (index + 1) * meshPoints * 3),
    }))
  }
  const search = async (picture: Picture, { tMs, isThorough }: ReadOptions): Promise<Seen[]> => {
    const faces = await locate(picture, isThorough)
    const rough = await meshesOf(picture, faces.map(squareOf))
    // Read in squares that follow from a mesh, as in all frames about this one: lips that differ with the square would seem to move.
    const centred = rough.map((mesh) =>
      mesh.score < minMeshScore ? mesh.square : nextPlace(mesh.square, mesh.points, meshSizePx).place,
    )
    const meshes = await meshesOf(picture, centred)
    return faces.map((face, index) => {
      const mesh = [meshes[index], rough[index]].find((each) => (each?.score ?? 0) >= minMeshScore)
      const reading = mesh === undefined ? readBox(face, picture) : readMesh(mesh, picture)
      const place = mesh === undefined ? null : nextPlace(mesh.square, mesh.points, meshSizePx).place
      const square = mesh?.square ?? squareOf(face)
      return { square, sighting: { tMs, score: Math.min(1, face.score), ...reading, place } }
    })
  }
  /** Null when one of the faces is not where it was. */
  const follow = async (picture: Picture, { tMs, follow: places }: ReadOptions): Promise<Seen[] | null> => {
    if (places.length === 0) return null
    let squares: readonly Square[] = places
    for (let look = 0; look < mostLooks; look++) {
      const meshes = await meshesOf(picture, squares)
      const steps = meshes.map((mesh) => nextPlace(mesh.square, mesh.points, meshSizePx))
      const isLost = (mesh: Mesh, index: number) => mesh.score < minMeshScore || (steps[index]?.drift ?? 1) > lostDrift
      if (meshes.some(isLost)) return null
      if (steps.every(({ drift }) => drift <= settledDrift)) {
        const seen = meshes.map((mesh, index) => ({
          square: mesh.square,
          sighting: {
            tMs,
            score: Math.min(1, mesh.score),
            ...readMesh(mesh, picture),
            place: steps[index]?.place ?? mesh.square,
          },
        }))
        const isTwice = ({ sighting }: Seen, index: number) =>
          seen.slice(0, index).some((other) => overlapOf(other.sighting.box, sighting.box) > sameFaceOverlap)
        return seen.some(isTwice) ? null : seen
      }
      squares = steps.map(({ place }) => place)
    }
    return null
  }
  return async (picture, options) => {
    const seen = (await follow(picture, options)) ?? (await search(picture, options))
    if (!options.withEmbedding || seen.length === 0) return seen.map((each) => each.sighting)
    const squares = seen.map((each) => each.square)
    const crops = planesOf(picture, squares, embeddingSizePx, { gain: 1, bias: 0 })
    const embeddings = await models.embed(crops, seen.length)
    return seen.map(({ sighting }, index) => ({ ...sighting, embedding: unit(embeddings[index] ?? []) }))
  }
}

/** Upright on the eyes: the mesh and the identity network expect a level face. */
const squareOf = (face: Located): Square => ({
  x: (face.left + face.right) / 2,
  y: (face.top + face.bottom) / 2,
  sidePx: Math.max(face.right - face.left, face.bottom - face.top) * meshMargin,
  angleRad: Math.atan2(face.leftEye.y - face.rightEye.y, face.leftEye.x - face.rightEye.x),
})

type Reading = Pick<FaceObservation, 'box' | 'eyeY' | 'lipGap'>
/** Points are three numbers each, x and y in pixels of the network's input. */
type Mesh = { readonly square: Square; readonly score: number; readonly points: Float32Array }

const readMesh = ({ square, points: mesh }: Mesh, picture: Picture): Reading => {
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
