import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from '../limits'
import type { AudioStream } from '../types'
import { describeSource, type SourceFacts } from './describe-source'
import { createPacketSummary, type StreamPackets } from './packet-summary'
import type { ProbedFile, ProbedVideo } from './parse-probe'

const picture: ProbedVideo = {
  index: 0,
  codec: 'h264',
  codedWidthPx: 1920,
  codedHeightPx: 1080,
  rotationDeg: 0,
  sar: { num: 1, den: 1 },
  frameRates: [{ num: 25, den: 1 }],
  transfer: null,
  pixelFormat: 'yuv420p',
  isDefault: true,
}
const sound: AudioStream = {
  index: 1,
  codec: 'aac',
  channels: 2,
  sampleRateHz: 48000,
  language: null,
  title: null,
  isDefault: false,
}
const file: ProbedFile = { streamCount: 2, startS: 0, claimedDurationS: null, videos: [picture], audio: [sound] }
const packetsUntil = (endS: number, fps = 25): StreamPackets => ({
  count: 50,
  startS: 0,
  endS,
  timesS: Float64Array.from({ length: 50 }, (_, n) => n / fps),
})
const describeFile = (probed: Partial<ProbedFile>, packets: Record<number, StreamPackets> = {}) => {
  const real = new Map(
    Object.entries({ 0: packetsUntil(2), 1: packetsUntil(2), ...packets }).map(([k, v]) => [Number(k), v]),
  )
  const facts: SourceFacts = {
    contentHash: 'ab',
    demuxer: 'mov',
    sizeBytes: 1,
    probed: { ...file, ...probed },
    packets: real,
  }
  return describeSource(facts)
}
const describeVideo = (fields: Partial<ProbedVideo>) => describeFile({ videos: [{ ...picture, ...fields }] })

describe('describeSource', () => {
  it('takes the length from the packets of the streams it uses, whatever the header claims', () => {
    const described = describeFile({ claimedDurationS: 2_147_483 }, { 1: packetsUntil(2.04) })
    expect(described).toMatchObject({ ok: true, source: { durationMs: 2040 } })
    expect(described).toMatchObject({ source: { notes: ['The header claims 2147483.0 s; the file holds 2.0 s.'] } })
  })

  it('counts time from the container’s start', () => {
    expect(describeFile({ startS: 1.4 }, { 0: packetsUntil(6.4) })).toMatchObject({ source: { durationMs: 5000 } })
  })

  it('says the size as displayed: turned, with square pixels, in even numbers', () => {
    const size = (fields: Partial<ProbedVideo>) => describeVideo(fields)
    expect(size({ rotationDeg: 90 })).toMatchObject({ source: { video: { widthPx: 1080, heightPx: 1920 } } })
    expect(size({ codedWidthPx: 720, codedHeightPx: 576, sar: { num: 64, den: 45 } })).toMatchObject({
      source: { video: { widthPx: 1024, heightPx: 576 } },
    })
    expect(size({ codedWidthPx: 591, codedHeightPx: 333 })).toMatchObject({
      source: { video: { widthPx: 590, heightPx: 332, codedWidthPx: 591 } },
    })
  })

  it.each([['smpte2084'], ['arib-std-b67']])('knows %s for HDR and says so', (transfer) => {
    expect(describeVideo({ transfer })).toMatchObject({
      source: { video: { isHdr: true, transfer }, notes: ['The picture is HDR; it is mapped to standard range.'] },
    })
  })

  it('listens to the default track, else to the first, and says which', () => {
    const second = { ...sound, index: 2, isDefault: true }
    const tracks = { 2: packetsUntil(2) }
    expect(describeFile({ audio: [sound, second] }, tracks)).toMatchObject({
      source: {
        audioIndex: 1,
        notes: ['There are 2 audio tracks; track 2 is used because the file marks it as the default.'],
      },
    })
    expect(describeFile({ audio: [sound, { ...second, isDefault: false }] }, tracks)).toMatchObject({
      source: { audioIndex: 0, notes: ['There are 2 audio tracks; track 1 is used because it is the first.'] },
    })
  })

  const mono = (index: number, more: Partial<typeof sound> = {}) => ({ ...sound, index, channels: 1, ...more })

  it('mixes mono tracks that are equally long, and says so', () => {
    const lengths = { 2: packetsUntil(2.02), 3: packetsUntil(1.1), 4: packetsUntil(2) }
    expect(describeFile({ audio: [mono(1), mono(2), mono(3), mono(4)] }, lengths)).toMatchObject({
      source: {
        audioIndex: 0,
        mixedWith: [1, 3],
        notes: [
          'There are 4 audio tracks; tracks 1, 2 and 4 are mixed because each is mono and they are equally long.',
        ],
      },
    })
  })

  it.each([
    ['one is stereo', mono(1), { ...sound, index: 2 }],
    ['the first is stereo', sound, mono(2)],
    ['they are in two languages', mono(1, { language: 'eng' }), mono(2, { language: 'fra' })],
  ])('mixes nothing where %s', (_, first, second) => {
    const described = describeFile({ audio: [first, second] }, { 2: packetsUntil(2) })
    expect(described).toMatchObject({ source: { audioIndex: 0 } })
    expect(described.ok && described.source.mixedWith).toBe(undefined)
  })

  it('passes over tracks that were found silent, unless all are', () => {
    const second = { ...sound, index: 2 }
    const audio = [{ ...sound, isDefault: true }, second]
    const facts = (silent: number[]): SourceFacts => ({
      ...{ contentHash: 'ab', demuxer: 'mov', sizeBytes: 1, silent: new Set(silent) },
      probed: { ...file, audio },
      packets: new Map([0, 1, 2].map((index) => [index, packetsUntil(2)])),
    })
    expect(describeSource(facts([1]))).toMatchObject({
      source: {
        audioIndex: 1,
        notes: ['There are 2 audio tracks; track 2 is used because what would be used is silent.'],
      },
    })
    expect(describeSource(facts([1, 2]))).toMatchObject({ source: { audioIndex: 0 } })
  })

  it('takes sound alone and picture alone', () => {
    expect(describeFile({ videos: [] })).toMatchObject({ ok: true, source: { video: null, audioIndex: 0 } })
    expect(describeFile({ audio: [] })).toMatchObject({ ok: true, source: { audioIndex: null, audio: [] } })
  })

  it('leaves out streams that are announced and hold nothing', () => {
    const silent = { ...packetsUntil(2), count: 0 }
    expect(describeFile({}, { 1: silent })).toMatchObject({ source: { audio: [], audioIndex: null } })
    expect(describeFile({}, { 0: silent, 1: silent })).toMatchObject({ fault: { code: 'unreadable_media' } })
  })

  it.each([
    ['no_media_streams', { videos: [], audio: [] }],
    ['unreadable_media', { videos: [{ ...picture, codedWidthPx: 0 }] }],
    ['unreadable_media', { videos: [{ ...picture, pixelFormat: null }] }],
  ])('refuses as %s (%#)', (code, probed) => {
    expect(describeFile(probed)).toMatchObject({ ok: false, fault: { code } })
  })

  it('takes 120:00 and refuses 121 minutes, naming the limit', () => {
    expect(describeFile({}, { 0: packetsUntil(120 * 60 + 0.04) }).ok).toBe(true)
    const tooLong = describeFile({}, { 0: packetsUntil(121 * 60) })
    expect(tooLong).toMatchObject({
      ok: false,
      fault: { code: 'limit_exceeded', limit: 'maxSourceMinutes', value: 121 },
    })
    expect(tooLong).toMatchObject({ fault: { message: expect.stringContaining('121:00') } })
  })

  it('refuses more pixels than the limit, by their number', () => {
    expect(describeVideo({ codedWidthPx: 16000, codedHeightPx: 16000 })).toMatchObject({
      fault: { limit: 'maxPixels', value: 256_000_000 },
    })
  })

  it('refuses pixels that only their aspect makes too many', () => {
    expect(describeVideo({ codedWidthPx: 7680, codedHeightPx: 4320, sar: { num: 2, den: 1 } })).toMatchObject({
      fault: { limit: 'maxPixels' },
    })
  })

  it('refuses 8K at 240 frames by its pixel rate, and takes 4K at 60 and 1080p at 240', () => {
    const at = (fps: number, widthPx: number, heightPx: number) =>
      describeFile(
        {
          videos: [{ ...picture, codedWidthPx: widthPx, codedHeightPx: heightPx, frameRates: [{ num: fps, den: 1 }] }],
        },
        { 0: packetsUntil(2, fps) },
      )
    expect(at(240, 7680, 4320)).toMatchObject({ fault: { limit: 'maxPixelRate' } })
    expect(at(60, 3840, 2160).ok).toBe(true)
    expect(at(240, 1920, 1080)).toMatchObject({ source: { video: { fps: { num: 240, den: 1 } } } })
  })

  it('names a limit that exists with every refusal for a limit, and never throws', () => {
    fc.assert(
      fc.property(fc.nat(40_000), fc.nat(40_000), fc.double({ min: -10, max: 1e7, noNaN: true }), (w, h, endS) => {
        const described = describeFile(
          { videos: [{ ...picture, codedWidthPx: w, codedHeightPx: h }] },
          { 0: packetsUntil(endS), 1: packetsUntil(endS) },
        )
        const limit = described.ok ? undefined : described.fault.limit
        expect([undefined, ...Object.keys(limits)]).toContain(limit)
      }),
    )
  })
})

describe('createPacketSummary', () => {
  it('spans the shown packets of each stream in any order and keeps times of the wanted streams, sorted', () => {
    const summary = createPacketSummary(new Set([0]))
    const packet = (streamIndex: number, ptsS: number, isDiscarded = false) =>
      summary.add({ streamIndex, ptsS, durationS: 0.5, isDiscarded })
    packet(0, 2)
    packet(0, 1)
    packet(1, 7)
    packet(0, -9, true)
    const streams = summary.finish()
    expect(streams.get(0)).toEqual({ count: 2, startS: 1, endS: 2.5, timesS: Float64Array.of(1, 2) })
    expect(streams.get(1)).toEqual({ count: 1, startS: 7, endS: 7.5, timesS: Float64Array.of() })
  })

  it('keeps every time of a long stream', () => {
    const summary = createPacketSummary(new Set([0]))
    for (let n = 0; n < 5000; n += 1) summary.add({ streamIndex: 0, ptsS: n, durationS: 1, isDiscarded: false })
    expect(summary.finish().get(0)?.timesS).toHaveLength(5000)
  })
})
