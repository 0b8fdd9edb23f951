import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box, FaceObservation, MsRange } from '../types'
import { buildTracks } from './build-tracks'
import { linkFaces } from './link-faces'
import { namePeople, type TrackFace } from './name-people'
import { packFace, unpackFace } from './pack-faces'
import { needThoroughLooks, planLooks } from './plan-looks'
import { isSamePicture, thumbprintOf } from './same-picture'

const every200 = (startMs: number, endMs: number) =>
  Array.from({ length: Math.ceil((endMs - startMs) / 200) }, (_, index) => startMs + index * 200)

const face = (tMs: number, box: Partial<Box> = {}, more: Partial<FaceObservation> = {}): FaceObservation => ({
  tMs,
  box: { x: 0.4, y: 0.2, w: 0.2, h: 0.4, ...box },
  score: 0.9,
  eyeY: 0.35,
  lipGap: 0.02,
  ...more,
})

const anyFace = fc
  .record({
    frame: fc.integer({ min: 0, max: 60 }),
    x: fc.double({ min: 0, max: 0.8, noNaN: true }),
    y: fc.double({ min: 0, max: 0.8, noNaN: true }),
    w: fc.double({ min: 0.02, max: 0.5, noNaN: true }),
    h: fc.double({ min: 0.02, max: 0.5, noNaN: true }),
    score: fc.double({ min: 0.6, max: 1, noNaN: true }),
  })
  .map(({ frame, x, y, w, h, score }) =>
    face(frame * 200, { x, y, w: Math.min(w, 1 - x), h: Math.min(h, 1 - y) }, { score, eyeY: y, lipGap: 0.01 }),
  )
const anyFaces = fc.array(anyFace, { maxLength: 80 })
const anyShots = fc
  .uniqueArray(fc.integer({ min: 1, max: 11_999 }), { maxLength: 5 })
  .map((cuts) => [0, ...cuts.sort((a, b) => a - b), 12_400])
  .map((edges) => edges.slice(1).map((endMs, index): MsRange => ({ startMs: edges[index] ?? 0, endMs })))
const times = every200(0, 12_400)

describe('tracks', () => {
  it('do not depend on the order of the observations', () => {
    fc.assert(
      fc.property(
        anyFaces.chain((faces) =>
          fc.tuple(fc.constant(faces), fc.shuffledSubarray(faces, { minLength: faces.length })),
        ),
        anyShots,
        ([faces, shuffled], shots) => {
          expect(buildTracks(shuffled, shots, times)).toEqual(buildTracks(faces, shots, times))
        },
      ),
    )
  })

  it('never span a shot boundary, use no observation twice, and run forward in time', () => {
    fc.assert(
      fc.property(anyFaces, anyShots, (faces, shots) => {
        const tracks = linkFaces(faces, shots, times)
        const used = tracks.flat()
        expect(new Set(used).size).toBe(used.length)
        expect(used.every((each) => faces.includes(each))).toBe(true)
        for (const track of tracks) {
          const home = shots.filter((shot) => track.some(({ tMs }) => tMs >= shot.startMs && tMs < shot.endMs))
          expect(home).toHaveLength(1)
          expect(track.every(({ tMs }, index) => tMs > (track[index - 1]?.tMs ?? -1))).toBe(true)
        }
      }),
    )
  })

  it('have boxes and eyes inside the frame', () => {
    fc.assert(
      fc.property(anyFaces, anyShots, (faces, shots) => {
        for (const { x, y, w, h, eyeY } of buildTracks(faces, shots, times).flatMap(({ samples }) => samples)) {
          expect(Math.min(x, y, w, h, eyeY ?? 0)).toBeGreaterThanOrEqual(0)
          expect(Math.max(x + w, y + h, eyeY ?? 0)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  const shot = [{ startMs: 0, endMs: 6000 }]
  const looks = every200(0, 6000)

  it('follow a walking head and keep two heads apart that pass close by', () => {
    const left = looks.map((tMs) => face(tMs, { x: 0.1 + tMs / 20_000, w: 0.1, h: 0.2 }))
    const right = looks.map((tMs) => face(tMs, { x: 0.75 - tMs / 20_000, y: 0.35, w: 0.1, h: 0.2 }))
    const tracks = buildTracks([...left, ...right], shot, looks)
    expect(tracks.map(({ samples }) => samples.length)).toEqual([30, 30])
    expect(tracks.map(({ samples }) => samples.every(({ y }) => y === samples[0]?.y))).toEqual([true, true])
  })

  it('bridge a gap of a second and end at a longer one', () => {
    const bridged = looks.filter((tMs) => tMs < 2000 || tMs > 2800).map((tMs) => face(tMs))
    const broken = looks.filter((tMs) => tMs < 2000 || tMs > 4000).map((tMs) => face(tMs))
    expect(linkFaces(bridged, shot, looks)).toHaveLength(1)
    expect(linkFaces(broken, shot, looks)).toHaveLength(2)
  })

  it('leave out what flashes up for two samples of a long shot, and keep a face that fills a very short one', () => {
    const flash = [face(1000), face(1200)]
    expect(linkFaces(flash, shot, looks)).toEqual([])
    expect(linkFaces(flash, [{ startMs: 1000, endMs: 1400 }], [1000, 1200])).toHaveLength(1)
  })

  it('keep a head that turns to the side, and leave out a thing that was never a face', () => {
    const turned = looks.map((tMs) => face(tMs, {}, tMs > 1600 && tMs < 4800 ? { lipGap: null, score: 0.7 } : {}))
    const wheel = looks.map((tMs) => face(tMs, { x: 0.7 }, { lipGap: null, score: 0.65 }))
    expect(linkFaces([...turned, ...wheel], shot, looks).map((track) => track.length)).toEqual([30])
  })

  it('lose the trembling of the detector and none of the travel', () => {
    const trembling = looks.map((tMs, index) => face(tMs, { x: 0.2 + tMs / 20_000 + (index % 2) * 0.004 }))
    const [track] = buildTracks(trembling, shot, looks)
    const inner = track?.samples.slice(1, -1) ?? []
    for (const { x, tMs } of inner) expect(Math.abs(x - (0.202 + tMs / 20_000))).toBeLessThan(0.0002)
  })

  it('exist for no faces, no shots and faces outside all shots', () => {
    expect(buildTracks([], shot, looks)).toEqual([])
    expect(buildTracks([face(0)], [], looks)).toEqual([])
    expect(buildTracks([face(9000), face(9200), face(9400)], shot, looks)).toEqual([])
  })
})

describe('people', () => {
  const place = { x: 0.1, y: 0.2, w: 0.2, h: 0.4 }
  const at = (index: number, vector: number[] | null, seat: Box = place): TrackFace => ({
    startMs: index * 1000,
    endMs: index * 1000 + 900,
    vector,
    place: seat,
  })

  it('keep their number across shots', () => {
    const a = [1, 0.1, 0]
    const b = [0, 1, 0.1]
    expect(namePeople([at(0, a), at(1, b), at(2, a), at(3, b)])).toEqual([0, 1, 0, 1])
  })

  it('are never one when seen at the same time, however alike', () => {
    const twin = at(0, [1, 0, 0])
    expect(namePeople([twin, { ...twin, place: { ...place, x: 0.6 } }])).toEqual([0, 1])
  })

  it('are never one when seen at the same time, whoever else they are like', () => {
    const near = fc.tuple(fc.double({ min: 0, max: 0.5, noNaN: true }), fc.nat(12), fc.integer({ min: 1, max: 5 }))
    fc.assert(
      fc.property(fc.array(near, { maxLength: 24 }), (drawn) => {
        const tracks = drawn.map(([lean, startMs, lasts]) => ({
          ...{ startMs, endMs: startMs + lasts, place },
          vector: [1, lean, 0.1],
        }))
        const numbers = namePeople(tracks)
        const clashes = tracks.flatMap((one, a) =>
          tracks.filter(
            (two, b) => b > a && numbers[a] === numbers[b] && one.startMs < two.endMs && two.startMs < one.endMs,
          ),
        )
        expect(clashes).toEqual([])
      }),
    )
  })

  it('are found among many as among few', () => {
    const faces = [
      [1, 0, 0.1],
      [0, 1, 0.1],
      [0.1, 0, 1],
    ]
    const tracks = Array.from({ length: 600 }, (_, index) =>
      at(
        index,
        (faces[index % 3] ?? []).map((value, part) => value + ((index * 7 + part * 3) % 11) / 60),
      ),
    )
    expect(namePeople(tracks)).toEqual(tracks.map((_, index) => index % 3))
  })

  it('are known by their seat where no identity could be read', () => {
    const seat = { ...place, x: 0.6 }
    expect(namePeople([at(0, [1, 0, 0]), at(1, null), at(2, null, seat)])).toEqual([0, 0, 1])
  })

  it('have numbers without holes, in order of first appearance', () => {
    const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(fc.option(vector), { maxLength: 20 }), (vectors) => {
        const numbers = namePeople(vectors.map((each, index) => at(index, each)))
        const firsts = [...new Set(numbers)]
        expect(firsts).toEqual(firsts.map((_, index) => index))
      }),
    )
  })
})

describe('looks', () => {
  it('give every shot a thorough look and an identity, and are the same however the video is cut into pieces', () => {
    fc.assert(
      fc.property(anyShots, (shots) => {
        const looks = planLooks(times, shots)
        for (const shot of shots) {
          const inside = looks.filter((_, index) => {
            const tMs = times[index] ?? -1
            return tMs >= shot.startMs && tMs < shot.endMs
          })
          expect(inside.length === 0 || inside.some((look) => look.isThorough)).toBe(true)
          expect(inside.length === 0 || inside.some((look) => look.withEmbedding)).toBe(true)
        }
        const groups = new Set(looks.map(({ group }) => group))
        for (const group of groups)
          expect(looks.filter((look) => look.group === group && look.isThorough)).toHaveLength(1)
      }),
    )
  })

  it('gather about each thorough look the frames that are nearest to it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 12_400 }), (endMs) => {
        const looks = planLooks(times, [{ startMs: 0, endMs }]).filter(({ group }) => group >= 0)
        const centres = looks.flatMap(({ isThorough }, at) => (isThorough ? [at] : []))
        for (const [at, { group }] of looks.entries()) {
          const away = Math.min(...centres.map((centre) => Math.abs(centre - at)))
          expect(Math.abs((centres[group] ?? -1) - at)).toBe(away)
        }
      }),
    )
  })

  it('stay plain for large faces and close for small ones', () => {
    expect(needThoroughLooks([face(0, { h: 0.3 })], 16 / 9)).toBe(false)
    expect(needThoroughLooks([face(0, { h: 0.3 }), face(0, { h: 0.08 })], 16 / 9)).toBe(true)
    expect(needThoroughLooks([face(0, { h: 0.08 })], 9 / 16)).toBe(false)
  })
})

describe('a picture', () => {
  const [widthPx, heightPx] = [640, 360]
  const grey = new Uint8Array(widthPx * heightPx * 3).fill(90)
  const withPatch = (sidePx: number, level: number) => {
    const rgb = Uint8Array.from(grey)
    for (let y = 100; y < 100 + sidePx; y++) rgb.fill(level, (y * widthPx + 200) * 3, (y * widthPx + 200 + sidePx) * 3)
    return thumbprintOf(rgb, widthPx, heightPx)
  }
  const still = thumbprintOf(grey, widthPx, heightPx)

  it('is the same under coding noise', () => {
    const noisy = grey.map((value, index) => value + (index % 3) - 1)
    expect(isSamePicture(still, thumbprintOf(noisy, widthPx, heightPx))).toBe(true)
  })

  it('is another when a mouth of ten pixels opens', () => {
    expect(isSamePicture(still, withPatch(10, 40))).toBe(false)
  })
})

it('faces come back from storage as they were, identity within a rounding', () => {
  const vector = Array.from({ length: 1024 }, (_, index) => Math.sin(index) / 23)
  const before = face(0, {}, { embedding: vector })
  const { embedding = [], ...after } = unpackFace(JSON.parse(JSON.stringify(packFace(before))))
  expect(after).toEqual({ ...before, embedding: undefined })
  const worst = Math.max(...embedding.map((value, index) => Math.abs(value - (vector[index] ?? 0))))
  expect(worst).toBeLessThan(0.002)
})
