import { limits } from '../limits'
import { fpsValue } from '../time'
import type { AudioStream, Demuxer, SourceInfo, VideoStream } from '../types'
import { chooseFrameGrid } from './frame-grid'
import type { StreamPackets } from './packet-summary'
import type { ProbedFile, ProbedVideo } from './parse-probe'

export type SourceFacts = {
  readonly contentHash: string
  readonly demuxer: Demuxer
  readonly sizeBytes: number
  readonly probed: ProbedFile
  /** By stream index, what is really in the file. */
  readonly packets: ReadonlyMap<number, StreamPackets>
  /** Stream indices of tracks that were found to hold nothing but digital silence. */
  readonly silent?: ReadonlySet<number>
}

/** Why a file is not taken. `limit` names the entry of `limits` that it breaks. */
export type SourceFault = {
  readonly code: 'limit_exceeded' | 'no_media_streams' | 'unreadable_media'
  readonly message: string
  readonly limit?: keyof typeof limits
  readonly value?: number
}

export type Described =
  | { readonly ok: true; readonly source: SourceInfo }
  | { readonly ok: false; readonly fault: SourceFault }

/** Everything the rest of the work needs to know about a source, or why it can't be worked on. */
export const describeSource = (facts: SourceFacts): Described => {
  const { probed, packets } = facts
  const hasPackets = ({ index }: { readonly index: number }) => (packets.get(index)?.count ?? 0) > 0
  const videos = probed.videos.filter(hasPackets)
  const audio = probed.audio.filter(hasPackets)
  const chosenVideo = videos.find((stream) => stream.isDefault) ?? videos[0] ?? null
  const audioIndex = chooseAudio(audio, facts.silent)
  const mixedWith = audioIndex === null ? [] : tracksBeside(audio, audioIndex, packets)
  const listened = audioIndex === null ? undefined : audio[audioIndex]
  if (chosenVideo === null && listened === undefined) return refuse(emptyFault(probed))

  const used = [chosenVideo, listened].flatMap((stream) => (stream ? [packets.get(stream.index)] : []))
  const endS = Math.max(...used.map((stream) => stream?.endS ?? probed.startS))
  const durationMs = Math.round((endS - probed.startS) * 1000)
  const video = chosenVideo === null ? null : toVideoStream(chosenVideo, packets.get(chosenVideo.index), probed.startS)
  const fault = findPictureFault(video) ?? findLengthFault(durationMs)
  if (fault !== null) return refuse(fault)
  return {
    ok: true,
    source: {
      contentHash: facts.contentHash,
      demuxer: facts.demuxer,
      sizeBytes: facts.sizeBytes,
      durationMs,
      video,
      audio,
      audioIndex,
      ...(mixedWith.length === 0 ? {} : { mixedWith }),
      notes: notesOn({ probed, videos, video, audio, audioIndex, mixedWith, silent: facts.silent, durationMs }),
    },
  }
}

const refuse = (fault: SourceFault): Described => ({ ok: false, fault })

const emptyFault = (probed: ProbedFile): SourceFault =>
  probed.videos.length + probed.audio.length === 0
    ? { code: 'no_media_streams', message: 'The file has neither a picture nor sound.' }
    : {
        code: 'unreadable_media',
        message: 'The file announces picture or sound but holds none: it is damaged or cut short.',
      }

/** The default track, else the first; silent ones only where all are. */
const chooseAudio = (audio: readonly AudioStream[], silent: SourceFacts['silent']): number | null => {
  if (audio.length === 0) return null
  const order = [audio.findIndex((stream) => stream.isDefault), ...audio.keys()].filter((position) => position >= 0)
  const isHeard = (position: number) => !silent?.has(audio[position]?.index ?? -1)
  return order.find(isHeard) ?? order[0] ?? null
}

/** Mono tracks of one recorder begin and end together; encoders round the end to a block. */
const sameLengthS = 0.5

/** Cameras write a mono track for each microphone: each is a part of the sound, as no stereo track or other language is. */
const tracksBeside = (audio: readonly AudioStream[], audioIndex: number, packets: SourceFacts['packets']): number[] => {
  const chosen = audio[audioIndex]
  if (chosen === undefined || chosen.channels !== 1) return []
  const spanOf = ({ index }: AudioStream) => packets.get(index) ?? { startS: 0, endS: 0 }
  const own = spanOf(chosen)
  return [...audio.keys()].filter((position) => {
    const other = audio[position]
    if (other === undefined || position === audioIndex || other.channels !== 1) return false
    const { startS, endS } = spanOf(other)
    const isAsLong = Math.abs(startS - own.startS) <= sameLengthS && Math.abs(endS - own.endS) <= sameLengthS
    return other.language === chosen.language && isAsLong
  })
}

const hdrTransfers = new Set(['smpte2084', 'arib-std-b67'])

const toVideoStream = (probed: ProbedVideo, packets: StreamPackets | undefined, startS: number): VideoStream => {
  const timesS = packets?.timesS ?? new Float64Array()
  const { fps, isVariable } = chooseFrameGrid(probed.frameRates, timesS)
  const lastS = timesS.at(-1)
  const squareWidth = (probed.codedWidthPx * probed.sar.num) / probed.sar.den
  const isTurned = probed.rotationDeg === 90 || probed.rotationDeg === 270
  return {
    index: probed.index,
    codec: probed.codec,
    widthPx: even(isTurned ? probed.codedHeightPx : squareWidth),
    heightPx: even(isTurned ? squareWidth : probed.codedHeightPx),
    codedWidthPx: probed.codedWidthPx,
    codedHeightPx: probed.codedHeightPx,
    rotationDeg: probed.rotationDeg,
    sar: probed.sar,
    fps,
    isVariableFrameRate: isVariable,
    ...(lastS === undefined ? {} : { lastFrameMs: Math.max(0, Math.floor((lastS - startS) * 1000)) }),
    isHdr: probed.transfer !== null && hdrTransfers.has(probed.transfer),
    transfer: probed.transfer,
    pixelFormat: probed.pixelFormat ?? 'unknown',
  }
}

const even = (pixels: number): number => 2 * Math.floor(pixels / 2)

const findPictureFault = (video: VideoStream | null): SourceFault | null => {
  if (video === null) return null
  if (video.widthPx < 2 || video.heightPx < 2 || video.pixelFormat === 'unknown')
    return {
      code: 'unreadable_media',
      message: `The picture (${video.codec}) can't be decoded: it is damaged or of an unknown kind.`,
    }
  const pixels = Math.max(video.codedWidthPx * video.codedHeightPx, video.widthPx * video.heightPx)
  if (pixels > limits.maxPixels)
    return {
      code: 'limit_exceeded',
      limit: 'maxPixels',
      value: pixels,
      message: `The picture is ${video.codedWidthPx} x ${video.codedHeightPx}; at most ${limits.maxPixels / 1e6} megapixels are taken. Scale it down first.`,
    }
  const pixelRate = Math.round(pixels * fpsValue(video.fps))
  if (pixelRate > limits.maxPixelRate)
    return {
      code: 'limit_exceeded',
      limit: 'maxPixelRate',
      value: pixelRate,
      message: `${video.codedWidthPx} x ${video.codedHeightPx} at ${fpsValue(video.fps).toFixed(2)} frames per second is more than 4K at 60. Lower the size or the rate first.`,
    }
  return null
}

/** A file cut at exactly two hours ends up to a frame and an audio block later: 120:00 must pass. */
const lengthToleranceMs = 1_000

const findLengthFault = (durationMs: number): SourceFault | null => {
  if (durationMs <= 0)
    return { code: 'unreadable_media', message: 'The file has no length: it is damaged or cut short.' }
  if (durationMs <= limits.maxSourceMinutes * 60_000 + lengthToleranceMs) return null
  return {
    code: 'limit_exceeded',
    limit: 'maxSourceMinutes',
    value: durationMs / 60_000,
    message: `The video is ${inMinutes(durationMs)} long; at most ${limits.maxSourceMinutes} minutes are taken. Cut it into parts first.`,
  }
}

/** In minutes however many, as the limit is: "121:00". */
const inMinutes = (ms: number): string => {
  const pad = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${pad(ms / 60_000)}:${pad((ms / 1000) % 60)}`
}

/** Headers round; a claim this far off is worth a word. */
const claimToleranceS = 1

const notesOn = (facts: {
  readonly probed: ProbedFile
  readonly videos: readonly ProbedVideo[]
  readonly video: VideoStream | null
  readonly audio: readonly AudioStream[]
  readonly audioIndex: number | null
  readonly mixedWith: readonly number[]
  readonly silent: SourceFacts['silent']
  readonly durationMs: number
}): string[] => {
  const { probed, videos, video, audio, audioIndex, durationMs } = facts
  const notes: string[] = []
  if (video === null) notes.push('There is no picture: only the sound is used.')
  if (audioIndex === null) notes.push('There is no sound: moments come from the picture alone.')
  if (videos.length > 1) notes.push(`There are ${videos.length} pictures; stream ${video?.index} is used.`)
  if (audioIndex !== null && audio.length > 1) notes.push(audioNote(facts, audioIndex))
  if (video?.isVariableFrameRate)
    notes.push(`The frame rate varies; ${fpsValue(video.fps).toFixed(2)} per second are made of it.`)
  if (video?.isHdr) notes.push('The picture is HDR; it is mapped to standard range.')
  const claimedS = probed.claimedDurationS
  if (claimedS !== null && Math.abs(claimedS - durationMs / 1000) > claimToleranceS)
    notes.push(`The header claims ${claimedS.toFixed(1)} s; the file holds ${(durationMs / 1000).toFixed(1)} s.`)
  return notes
}

const audioNote = (
  { audio, mixedWith, silent }: Pick<Parameters<typeof notesOn>[0], 'audio' | 'mixedWith' | 'silent'>,
  audioIndex: number,
): string => {
  const count = `There are ${audio.length} audio tracks`
  if (mixedWith.length > 0) {
    const tracks = [audioIndex, ...mixedWith].sort((a, b) => a - b).map((position) => position + 1)
    return `${count}; tracks ${tracks.slice(0, -1).join(', ')} and ${tracks.at(-1)} are mixed because each is mono and they are equally long.`
  }
  const isPassedOver = silent !== undefined && silent.size > 0 && !silent.has(audio[audioIndex]?.index ?? -1)
  const reason = audio[audioIndex]?.isDefault ? 'the file marks it as the default' : 'it is the first'
  return `${count}; track ${audioIndex + 1} is used because ${isPassedOver ? 'what would be used is silent' : reason}.`
}
