import { isSamePicture, type Look, needThoroughLooks, type Thumbprint, thumbprintOf } from '@/server/media/people'
import type { FaceObservation } from '@/server/media/types'
import type { FacePool } from '@/server/ports/face-detector'
import type { ProxyReader } from './read-proxy'
import type { Proxy as AnalysisProxy } from './scan-source'

type PieceJob = {
  readonly proxy: AnalysisProxy
  /** Frames of the proxy, the last one excluded. */
  readonly piece: { readonly first: number; readonly end: number }
  /** One per frame of the proxy. */
  readonly looks: readonly Look[]
  readonly workers: number
}

type Faces = readonly FaceObservation[]
/** The last picture that was really looked at. */
type Reference = { readonly print: Thumbprint; readonly look: Look; readonly faces: Promise<Faces> }
type Group = { readonly isClose: Promise<boolean>; readonly decide: (isClose: boolean | Promise<boolean>) => void }

/** Frames handed to the pool per worker: one that it works on, one that waits inside it, one that waits here. */
const framesPerWorker = 3

/**
 * Faces on the frames of one piece. A frame that shows what the last one showed (a slide, a frozen pane) takes over its faces;
 * the frames of a group are looked at as closely as the faces in its thorough look demand. The result depends on the frames
 * and looks alone, not on which worker is quicker.
 */
export const detectPiece = async (
  pool: FacePool,
  reader: ProxyReader,
  { proxy, piece, looks, workers }: PieceJob,
  onFrameDone: () => void,
): Promise<FaceObservation[]> => {
  const { widthPx, heightPx, frameTimesMs } = proxy
  const results: Promise<Faces>[] = []
  const groups = new Map<number, Group>()
  let reference: Reference | null = null
  let inFlight = 0
  let wake: () => void = () => undefined
  let failure: { readonly error: unknown } | null = null

  const detect = async (index: number, rgb: Uint8Array, look: Look, isThorough: boolean): Promise<Faces> => {
    inFlight++
    try {
      const tMs = frameTimesMs[index] ?? 0
      return await pool.detect({ tMs, widthPx, heightPx, rgb, isThorough, withEmbedding: look.withEmbedding })
    } finally {
      inFlight--
      wake()
    }
  }
  const groupOf = (look: Look): Group => {
    const known = groups.get(look.group)
    if (known !== undefined) return known
    let decide: Group['decide'] = () => undefined
    const isClose = new Promise<boolean>((resolve) => {
      decide = resolve
    })
    // A failed look is reported by its own frame; a group without further frames has nobody else to hear of it.
    isClose.catch(() => undefined)
    const group = { isClose, decide }
    groups.set(look.group, group)
    return group
  }
  const look = (index: number, rgb: Uint8Array): Promise<Faces> => {
    const plan = looks[index] ?? { group: -1, isThorough: false, withEmbedding: false }
    const print = thumbprintOf(rgb, widthPx, heightPx)
    const group = groupOf(plan)
    const same = reference !== null && isSamePicture(reference.print, print) ? reference : null
    const repeated = same !== null && covers(same.look, plan) ? same.faces : null
    // A picture looked at again is looked at as closely as before: then the answer holds for all that it is asked.
    const asked = same === null ? plan : closerOf(plan, same.look)
    const faces =
      repeated?.then((seen) => seen.map((face) => repeatAt(face, frameTimesMs[index] ?? 0))) ??
      (asked.isThorough
        ? detect(index, rgb, asked, true)
        : group.isClose.then((isClose) => detect(index, rgb, asked, isClose)))
    if (repeated === null) reference = { print, look: asked, faces }
    if (plan.isThorough) group.decide(faces.then((seen) => needThoroughLooks(seen, widthPx / heightPx)))
    return faces
  }

  // A group cut by the piece's beginning had its thorough look in the piece before: it is looked at plainly, under a second.
  const opening = looks[piece.first]?.group
  const hasThorough = looks.slice(piece.first, piece.end).some((each) => each.group === opening && each.isThorough)
  if (opening !== undefined && !hasThorough)
    groupOf({ group: opening, isThorough: false, withEmbedding: false }).decide(false)

  await reader.read(piece.first, piece.end, async (index, rgb) => {
    if (failure !== null) throw failure.error
    const faces = look(index, rgb)
    results.push(faces)
    faces.then(onFrameDone, (error: unknown) => {
      failure ??= { error }
      wake()
    })
    while (inFlight >= workers * framesPerWorker && failure === null)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  })
  for (const group of groups.values()) group.decide(false)
  return (await Promise.all(results)).flat()
}

const covers = (done: Look, wanted: Look): boolean =>
  (done.isThorough || !wanted.isThorough) && (done.withEmbedding || !wanted.withEmbedding)

const closerOf = (wanted: Look, done: Look): Look => ({
  group: wanted.group,
  isThorough: wanted.isThorough || done.isThorough,
  withEmbedding: wanted.withEmbedding || done.withEmbedding,
})

/** The identity is counted once, on the frame that was looked at. */
const repeatAt = ({ embedding: _, ...face }: FaceObservation, tMs: number): FaceObservation => ({ ...face, tMs })
