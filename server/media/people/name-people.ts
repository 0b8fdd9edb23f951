import type { Box, MsRange } from '../types'
import { overlapOf } from './link-faces'

/** What is known of a track's identity. `vector` is unit length; null where no frame of it was embedded. */
export type TrackFace = MsRange & { readonly vector: readonly number[] | null; readonly place: Box }

/** Measured over 15 people: one person's tracks are alike by 0.79 to 0.98, two people's by 0.25 to 0.63 (docs/people.md). */
const samePerson = 0.67
/** Without a vector: the same seat and the same size in another shot of the same framing. */
const sameSeat = 0.5

/**
 * A person's number for every track, 0.. in order of first appearance. Tracks are joined pair by pair, most alike first, by
 * the likeness of mean vectors; two faces seen at the same time are never one person. Tracks without a vector join whoever
 * sat in the same place last. The products of all pairs are taken once (3,000 tracks: 4.5 million of 1,024 numbers) and added
 * up when people are joined; a join then costs a pass over the people.
 */
export const namePeople = (tracks: readonly TrackFace[]): number[] => {
  const members = tracks.map((_, index) => [index])
  joinAlike(members, tracks)
  joinSeats(members, tracks)
  const numbers = new Array<number>(tracks.length).fill(0)
  members
    .filter((each) => each.length > 0)
    .map((each) => ({ each, first: Math.min(...each) }))
    .sort((a, b) => a.first - b.first)
    .forEach(({ each }, number) => {
      for (const member of each) numbers[member] = number
    })
  return numbers
}

/** Tracks of each person; a person who was joined to an earlier one has none left. */
type Members = number[][]

const joinAlike = (members: Members, tracks: readonly TrackFace[]): void => {
  const known = tracks.flatMap(({ vector }, index) => (vector === null ? [] : [index]))
  const products = productsOf(known.map((index) => tracks[index]).filter((track) => track !== undefined))
  const count = known.length
  const isLeft = new Uint8Array(count).fill(1)
  const likeness = (a: number, b: number): number => {
    const alike = products.get(a, b) / Math.sqrt(products.get(a, a) * products.get(b, b))
    return alike > samePerson ? alike : 0
  }
  // Every person's most alike later person, so that a join need not look at every pair again.
  const best = new Int32Array(count).fill(-1)
  const bestLikeness = new Float64Array(count)
  const search = (index: number): void => {
    best[index] = -1
    bestLikeness[index] = 0
    for (let other = index + 1; other < count; other++) if (isLeft[other] === 1) offer(index, other)
  }
  const offer = (index: number, other: number): void => {
    const alike = likeness(index, other)
    if (alike <= (bestLikeness[index] ?? 0)) return
    best[index] = other
    bestLikeness[index] = alike
  }
  for (let index = 0; index < count; index++) search(index)
  for (;;) {
    let into = -1
    for (let index = 0; index < count; index++)
      if ((bestLikeness[index] ?? 0) > (into < 0 ? samePerson : (bestLikeness[into] ?? 0))) into = index
    const other = best[into]
    if (into < 0 || other === undefined) return
    members[known[into] ?? -1]?.push(...(members[known[other] ?? -1]?.splice(0) ?? []))
    isLeft[other] = 0
    bestLikeness[other] = 0
    products.join(into, other)
    search(into)
    for (let index = 0; index < other; index++) {
      if (isLeft[index] === 0 || index === into) continue
      // Who lost their most alike, or whose most alike is less so than it was, looks again at everybody.
      const before = bestLikeness[index] ?? 0
      if (best[index] === other || (best[index] === into && likeness(index, into) < before)) search(index)
      else if (best[index] === into) bestLikeness[index] = likeness(index, into)
      else if (index < into) offer(index, into)
    }
  }
}

/**
 * Products of the sums of vectors of any two people, and of each with themselves. Two people who were seen at the same time have
 * minus infinity, which stays whoever joins them.
 */
const productsOf = (tracks: readonly TrackFace[]) => {
  const count = tracks.length
  const length = Math.max(0, ...tracks.map(({ vector }) => vector?.length ?? 0))
  const vectors = tracks.map(({ vector }) => Float32Array.from({ length }, (_, at) => vector?.[at] ?? 0))
  // The lower half of the table: four bytes for each of the pairs, and rounding far below what tells people apart.
  const table = new Float32Array((count * (count + 1)) / 2)
  const place = (a: number, b: number) => (a < b ? (b * (b + 1)) / 2 + a : (a * (a + 1)) / 2 + b)
  for (let a = 0; a < count; a++)
    for (let b = 0; b <= a; b++)
      table[place(a, b)] =
        a !== b && doOverlap(tracks[a], tracks[b]) ? Number.NEGATIVE_INFINITY : product(vectors[a], vectors[b])
  const get = (a: number, b: number): number => table[place(a, b)] ?? 0
  return {
    get,
    /** `into` becomes the two of them. */
    join: (into: number, other: number): void => {
      table[place(into, into)] = get(into, into) + 2 * get(into, other) + get(other, other)
      for (let index = 0; index < count; index++)
        if (index !== into && index !== other) table[place(into, index)] = get(into, index) + get(other, index)
    },
  }
}

/** Four sums at a time: the additions need not wait for one another. */
const product = (a: Float32Array | undefined, b: Float32Array | undefined): number => {
  if (a === undefined || b === undefined) return 0
  let [one, two, three, four] = [0, 0, 0, 0]
  let at = 0
  for (; at + 3 < a.length; at += 4) {
    one += (a[at] ?? 0) * (b[at] ?? 0)
    two += (a[at + 1] ?? 0) * (b[at + 1] ?? 0)
    three += (a[at + 2] ?? 0) * (b[at + 2] ?? 0)
    four += (a[at + 3] ?? 0) * (b[at + 3] ?? 0)
  }
  for (; at < a.length; at++) one += (a[at] ?? 0) * (b[at] ?? 0)
  return one + two + three + four
}

const doOverlap = (a: MsRange | undefined, b: MsRange | undefined): boolean =>
  a !== undefined && b !== undefined && a.startMs < b.endMs && b.startMs < a.endMs

const joinSeats = (members: Members, tracks: readonly TrackFace[]): void => {
  tracks.forEach((track, index) => {
    const own = members[index]
    if (track.vector !== null || own?.length !== 1) return
    let seat: { person: number[]; nearMs: number } | null = null
    for (const person of members) {
      if (person === own || person.some((member) => doOverlap(tracks[member], track))) continue
      for (const member of person) {
        const other = tracks[member]
        if (other === undefined || overlapOf(other.place, track.place) < sameSeat) continue
        const nearMs = Math.abs(other.startMs - track.startMs)
        if (seat === null || nearMs < seat.nearMs) seat = { person, nearMs }
      }
    }
    seat?.person.push(...own.splice(0))
  })
}
