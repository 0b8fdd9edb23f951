import type { ServiceContext } from '@/server/context'
import { throwIfCancelled } from '@/server/errors'
import { buildTracks, type Look, type PackedFace, packFace, planLooks, unpackFace } from '@/server/media/people'
import { overlapMs } from '@/server/media/time'
import type { MsRange, Shot, SourceInfo, Track } from '@/server/media/types'
import type { FacePool } from '@/server/ports/face-detector'
import { remember } from '@/server/stage-cache'
import { detectPiece } from './detect-piece'
import { openProxy, type ProxyReader } from './read-proxy'
import type { Proxy as AnalysisProxy } from './scan-source'

/** Raised when the same frames would give other observations. */
const version = 2
/** Raised when the same observations would give other tracks or people. */
const tracksVersion = 1
/** What a kill costs at most; a piece's faces are a few tens of kilobytes. */
const pieceMs = 60_000

type Piece = MsRange & { readonly first: number; readonly end: number }

/**
 * Who is seen where: faces on the proxy's frames, in worker processes, linked to tracks and named across shots. Pieces that
 * touch `priority` go first; each finished piece is kept, so that a run that was stopped goes on where it was.
 * @throws engine_unavailable, engine_failed, unreadable_media, media_tool_failed, cancelled
 */
export const trackPeople = async (
  ctx: ServiceContext,
  input: {
    readonly source: SourceInfo
    readonly proxy: AnalysisProxy
    readonly shots: readonly Shot[]
    readonly priority: readonly MsRange[]
  },
): Promise<{ tracks: Track[] }> => {
  const { source, proxy, shots, priority } = input
  const looks = planLooks(proxy.frameTimesMs, shots)
  const engines = [await ctx.ports.faces.version(), await ctx.ports.mediaTool.version()]
  const tools = lazyTools(ctx, proxy)
  const found = new Map<Piece, readonly PackedFace[]>()
  const startedAt = ctx.clock.now()
  let framesDone = 0
  const report = () => {
    const spentMs = Math.max(1, ctx.clock.now() - startedAt)
    const share = framesDone / Math.max(1, proxy.frameTimesMs.length)
    ctx.onProgress({ share, speed: (share * source.durationMs) / spentMs })
  }
  try {
    for (const piece of inOrderOfUse(piecesOf(proxy.frameTimesMs), priority)) {
      throwIfCancelled(ctx.signal)
      const pieceLooks = looks.slice(piece.first, piece.end)
      const times = proxy.frameTimesMs.slice(piece.first, piece.end)
      const key = {
        stage: 'faces',
        version,
        contentHash: source.contentHash,
        params: { size: [proxy.widthPx, proxy.heightPx], times, looks: pieceLooks.map(lookDigit).join('') },
        engines,
      }
      const doneBefore = framesDone
      const faces = await remember(ctx, key, async () => {
        const { pool, reader } = await tools.get()
        const faces = await detectPiece(pool, reader, { proxy, piece, looks, workers: ctx.cores }, () => {
          framesDone++
          report()
        })
        return faces.map(packFace)
      })
      found.set(piece, faces)
      framesDone = doneBefore + piece.end - piece.first
      report()
    }
  } finally {
    await tools.close()
  }
  // Naming thousands of tracks takes seconds in which nothing else is answered: once is enough.
  const key = {
    stage: 'tracks',
    version: tracksVersion,
    contentHash: source.contentHash,
    params: { size: [proxy.widthPx, proxy.heightPx], times: proxy.frameTimesMs, shots, faces: version },
    engines,
  }
  const tracks = await remember(ctx, key, async () => {
    const observations = [...found.values()].flatMap((faces) => faces.map(unpackFace))
    return buildTracks(observations, shots, proxy.frameTimesMs)
  })
  return { tracks }
}

/** Group starts matter to the answer too: a frame is looked at as closely as its group's thorough look demands. */
const lookDigit = (look: Look, index: number, all: readonly Look[]): string =>
  String((look.isThorough ? 1 : 0) + (look.withEmbedding ? 2 : 0) + (all[index - 1]?.group === look.group ? 0 : 4))

const piecesOf = (timesMs: readonly number[]): Piece[] => {
  const pieces: Piece[] = []
  for (let first = 0; first < timesMs.length; ) {
    const startMs = Math.floor((timesMs[first] ?? 0) / pieceMs) * pieceMs
    let end = first
    while ((timesMs[end] ?? Number.POSITIVE_INFINITY) < startMs + pieceMs) end++
    pieces.push({ startMs, endMs: startMs + pieceMs, first, end })
    first = end
  }
  return pieces
}

const inOrderOfUse = (pieces: readonly Piece[], priority: readonly MsRange[]): Piece[] => {
  const isUrgent = (piece: Piece) => priority.some((range) => overlapMs(range, piece) > 0)
  return [...pieces.filter(isUrgent), ...pieces.filter((piece) => !isUrgent(piece))]
}

/** Workers hold models in memory: they start with the first piece that is not in the cache. */
const lazyTools = (ctx: ServiceContext, proxy: AnalysisProxy) => {
  let opened: Promise<{ pool: FacePool; reader: ProxyReader }> | null = null
  const open = async () => {
    const reader = await openProxy(ctx, proxy)
    return { pool: await ctx.ports.faces.open({ workers: ctx.cores, signal: ctx.signal }), reader }
  }
  return {
    get: () => {
      opened ??= open()
      return opened
    },
    close: async () => {
      // A pool that never opened has failed the stage already.
      const tools = await opened?.catch(() => null)
      await tools?.pool.close()
    },
  }
}
