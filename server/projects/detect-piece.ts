import { isSamePicture, type Look, needThoroughLooks, type Thumbprint, thumbprintOf } from '@/server/media/people'
import type { FaceObservation } from '@/server/media/types'
import type { FacePlace, FacePool, FaceSighting } from '@/server/ports/face-detector'
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

type Faces = readonly FaceSighting[]
/** The last picture that was really looked at. */
type Reference = { readonly print: Thumbprint; readonly look: Look; readonly faces: Promise<Faces> }
type EarlyFrame = {
  readonly index: number
  readonly rgb: Uint8Array
  readonly look: Look
  readonly settle: (faces: Faces | Promise<Faces>) => void
}
/** The frames about one thorough look; those before it wait for it. */
type Group = {
  readonly id: number
  readonly early: EarlyFrame[]
  /** Whether plain looks would miss faces like those of the thorough look; null before it, and in a group without one. */
  isClose: Promise<boolean> | null
  /** Faces of the frame that came last. */
  last: Promise<Faces>
}

/** Frames handed to the pool per worker: one that it works on, one that waits inside it, one that waits here. */
const framesPerWorker = 3

/**
 * Faces on the frames of one piece. A frame that shows what the last one showed (a slide, a frozen pane) takes over its faces;
 * in the others, the faces of a group's thorough look are followed from frame to frame, backwards and forwards, and the frame is
 * searched where that fails, as closely as those faces demand. The result depends on the frames and looks alone, not on which
 * worker is quicker.
 */
export const detectPiece = async (
  pool: FacePool,
  reader: ProxyReader,
  { proxy, piece, looks, workers }: PieceJob,
  onFrameDone: () => void,
): Promise<FaceObservation[]> => {
  const { widthPx, heightPx, frameTimesMs } = proxy
  const results: Promise<Faces>[] = []
  let group: Group | null = null
  let reference: Reference | null = null
  let inFlight = 0
  let wake: () => void = () => undefined
  let failure: { readonly error: unknown } | null = null

  const detect = async (index: number, rgb: Uint8Array, look: Look, follow: Faces): Promise<Faces> => {
    inFlight++
    try {
      const frame = { tMs: frameTimesMs[index] ?? 0, widthPx, heightPx, rgb }
      return await pool.detect({
        ...frame,
        isThorough: look.isThorough,
        withEmbedding: look.withEmbedding,
        follow: placesOf(follow),
      })
    } finally {
      inFlight--
      wake()
    }
  }
  const lookBeside = async (
    frame: Omit<EarlyFrame, 'settle'>,
    group: Group,
    beside: Promise<Faces>,
  ): Promise<Faces> => {
    const [faces, isThorough] = await Promise.all([beside, group.isClose ?? false])
    return detect(frame.index, frame.rgb, { ...frame.look, isThorough }, faces)
  }
  /** Lets go of the frames that wait: the last one follows the thorough look, the one before follows it, and so on. */
  const settleEarly = (group: Group) => {
    let beside = group.last
    for (const frame of group.early.splice(0).reverse()) {
      beside = lookBeside(frame, group, beside)
      frame.settle(beside)
    }
  }
  /** Frames come in the order of their groups. */
  const groupOf = ({ group: id }: Look): Group => {
    if (group?.id === id) return group
    settleOpen()
    group = { id, early: [], isClose: null, last: Promise.resolve([]) }
    return group
  }
  /** A group cut by the piece's end has its thorough look in the next piece: it is searched plainly, for under a second. */
  const settleOpen = () => {
    for (const frame of group?.early.splice(0) ?? []) frame.settle(detect(frame.index, frame.rgb, frame.look, []))
  }
  const waitForThorough = (group: Group, frame: Omit<EarlyFrame, 'settle'>): Promise<Faces> =>
    new Promise((settle) => group.early.push({ ...frame, settle }))
  const lookAt = (index: number, rgb: Uint8Array): Promise<Faces> => {
    const plan = looks[index] ?? { group: -1, isThorough: false, withEmbedding: false }
    const print = thumbprintOf(rgb, widthPx, heightPx)
    const group = groupOf(plan)
    const same = reference !== null && isSamePicture(reference.print, print) ? reference : null
    const repeated = same !== null && covers(same.look, plan) ? same.faces : null
    // A picture looked at again is looked at as closely as before: then the answer holds for all that it is asked.
    const asked = same === null ? plan : closerOf(plan, same.look)
    const frame = { index, rgb, look: asked }
    const faces =
      repeated?.then((seen) => seen.map((face) => repeatAt(face, frameTimesMs[index] ?? 0))) ??
      (asked.isThorough || plan.group < 0
        ? detect(index, rgb, asked, [])
        : group.isClose === null
          ? waitForThorough(group, frame)
          : lookBeside(frame, group, group.last))
    if (repeated === null) reference = { print, look: asked, faces }
    if (plan.isThorough) {
      group.isClose = faces.then((seen) => needThoroughLooks(seen, widthPx / heightPx))
      // A failed look is reported by its own frame; a group without further frames has nobody else to hear of it.
      group.isClose.catch(() => undefined)
    }
    group.last = faces
    if (plan.isThorough) settleEarly(group)
    return faces
  }

  await reader.read(piece.first, piece.end, async (index, rgb) => {
    if (failure !== null) throw failure.error
    const faces = lookAt(index, rgb)
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
  settleOpen()
  return (await Promise.all(results)).flat().map(({ place: _, ...face }) => face)
}

/** Nothing is followed when one of the faces can't be: the frame has to be searched for that one anyway. */
const placesOf = (faces: Faces): readonly FacePlace[] => {
  const places = faces.flatMap(({ place }) => place ?? [])
  return places.length === faces.length ? places : []
}

const covers = (done: Look, wanted: Look): boolean =>
  (done.isThorough || !wanted.isThorough) && (done.withEmbedding || !wanted.withEmbedding)

const closerOf = (wanted: Look, done: Look): Look => ({
  group: wanted.group,
  isThorough: wanted.isThorough || done.isThorough,
  withEmbedding: wanted.withEmbedding || done.withEmbedding,
})

/** The identity is counted once, on the frame that was looked at. */
const repeatAt = ({ embedding: _, ...face }: FaceSighting, tMs: number): FaceSighting => ({ ...face, tMs })
