import type { Box, MsRange } from '../types'
import { overlapOf } from './link-faces'

/** What is known of a track's identity. `vector` is unit length; null where no frame of it was embedded. */
export type TrackFace = MsRange & { readonly vector: readonly number[] | null; readonly place: Box }

/** Measured over 15 people: one person's tracks are alike by 0.79 to 0.98, two people's by 0.25 to 0.63 (docs/people.md). */
const samePerson = 0.67
/** Without a vector: the same seat and the same size in another shot of the same framing. */
const sameSeat = 0.5

type Person = {
  readonly members: number[]
  /** Sum of the members' vectors; its direction is their mean. */
  sum: Float64Array | null
}

/**
 * A person's number for every track, 0.. in order of first appearance. Tracks are joined pair by pair, most alike first, by
 * the likeness of mean vectors; two faces seen at the same time are never one person. Tracks without a vector join whoever
 * sat in the same place last.
 */
export const namePeople = (tracks: readonly TrackFace[]): number[] => {
  const people: Person[] = tracks.map(({ vector }, index) => ({
    members: [index],
    sum: vector === null ? null : Float64Array.from(vector),
  }))
  joinAlike(people, tracks)
  joinSeats(people, tracks)
  const first = (person: Person) => Math.min(...person.members)
  const numbers = new Array<number>(tracks.length).fill(0)
  people
    .filter(({ members }) => members.length > 0)
    .sort((a, b) => first(a) - first(b))
    .forEach(({ members }, number) => {
      for (const member of members) numbers[member] = number
    })
  return numbers
}

const joinAlike = (people: Person[], tracks: readonly TrackFace[]): void => {
  // Every person's most alike later person, so that a join costs one row instead of the whole table.
  const best = people.map((_, index) => bestAfter(people, tracks, index))
  for (;;) {
    let from = -1
    let top = samePerson
    best.forEach((candidate, index) => {
      if (candidate !== null && candidate.likeness > top) {
        top = candidate.likeness
        from = index
      }
    })
    const into = people[from]
    const target = best[from]?.index
    const other = target === undefined ? undefined : people[target]
    if (into === undefined || other === undefined || target === undefined) return
    merge(into, other)
    best[target] = null
    best.forEach((candidate, index) => {
      if (index === from || candidate?.index === from || candidate?.index === target) {
        best[index] = people[index]?.members.length === 0 ? null : bestAfter(people, tracks, index)
      } else if (index < from && people[index]?.members.length !== 0) {
        const likeness = likenessOf(people, tracks, index, from)
        if (likeness > (candidate?.likeness ?? 0)) best[index] = { index: from, likeness }
      }
    })
  }
}

const merge = (into: Person, other: Person): void => {
  into.members.push(...other.members.splice(0))
  if (into.sum === null || other.sum === null) return
  for (let at = 0; at < into.sum.length; at++) into.sum[at] = (into.sum[at] ?? 0) + (other.sum[at] ?? 0)
  other.sum = null
}

const bestAfter = (people: readonly Person[], tracks: readonly TrackFace[], index: number) => {
  let best: { index: number; likeness: number } | null = null
  for (let other = index + 1; other < people.length; other++) {
    const likeness = likenessOf(people, tracks, index, other)
    if (likeness > (best?.likeness ?? samePerson)) best = { index: other, likeness }
  }
  return best
}

const likenessOf = (people: readonly Person[], tracks: readonly TrackFace[], a: number, b: number): number => {
  const one = people[a]
  const two = people[b]
  if (!one?.sum || !two?.sum || one.members.length === 0 || two.members.length === 0) return 0
  const likeness = cosine(one.sum, two.sum)
  return likeness > samePerson && !seenTogether(one, two, tracks) ? likeness : 0
}

const seenTogether = (one: Person, two: Person, tracks: readonly TrackFace[]): boolean =>
  one.members.some((a) => two.members.some((b) => doOverlap(tracks[a], tracks[b])))

const doOverlap = (a: MsRange | undefined, b: MsRange | undefined): boolean =>
  a !== undefined && b !== undefined && a.startMs < b.endMs && b.startMs < a.endMs

const joinSeats = (people: Person[], tracks: readonly TrackFace[]): void => {
  tracks.forEach((track, index) => {
    if (track.vector !== null) return
    const own = people.find(({ members }) => members.includes(index))
    if (own === undefined || own.members.length > 1) return
    let seat: { person: Person; nearMs: number } | null = null
    for (const person of people) {
      if (person === own || person.members.length === 0 || seenTogether(own, person, tracks)) continue
      for (const member of person.members) {
        const other = tracks[member]
        if (other === undefined || overlapOf(other.place, track.place) < sameSeat) continue
        const nearMs = Math.abs(other.startMs - track.startMs)
        if (seat === null || nearMs < seat.nearMs) seat = { person, nearMs }
      }
    }
    if (seat !== null) merge(seat.person, own)
  })
}

const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let dot = 0
  let aa = 0
  let bb = 0
  for (let at = 0; at < a.length; at++) {
    const x = a[at] ?? 0
    const y = b[at] ?? 0
    dot += x * y
    aa += x * x
    bb += y * y
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : 0
}
