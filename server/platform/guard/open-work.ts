import type { IncomingMessage, ServerResponse } from 'node:http'
import { guardLimits } from './limits'

type PlaceOf = (request: IncomingMessage) => string | null

type Work = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly places: number
  readonly sinceMs: number
  readonly place: () => string | null
}

/** Its body is not whole, or its answer is there and not taken: nobody here has anything to do with it until the other end moves. */
const waitsForLine = ({ request, response }: Work): boolean =>
  !request.complete || response.writableNeedDrain || response.writableEnded

/** Requests of kind `work` that were let in and are not over. */
export const createOpenWork = (placeOf: PlaceOf, nowMs: () => number) => {
  const open = new Set<Work>()
  const isSlow = (work: Work) => work.sinceMs <= nowMs() - guardLimits.slowMs && waitsForLine(work)
  return {
    add: (request: IncomingMessage, response: ServerResponse, places: number): void => {
      const work = { request, response, places, sinceMs: nowMs(), place: lazily(() => placeOf(request)) }
      open.add(work)
      response.once('close', () => open.delete(work))
    },
    /** What they take of `cap`: those that wait for a line take nothing. */
    places: (): number => {
      let taken = 0
      for (const work of open) if (!waitsForLine(work)) taken += work.places
      return taken
    },
    /** How many are to be waited for before the process may end: all but those that have waited for their line for a while, and on which nothing moves. */
    unfinished: (isMoving: (response: ServerResponse) => boolean): number =>
      [...open].filter((work) => !isSlow(work) || isMoving(work.response)).length,
    /** How many of the place of this request have waited for its line for a while. */
    slowOf: (request: IncomingMessage): number => {
      const slow: Work[] = []
      for (const work of open) if (isSlow(work)) slow.push(work)
      // Where a request comes from is looked up only when some place could have too many.
      if (slow.length < guardLimits.slowPerPlace) return 0
      const place = placeOf(request)
      return place === null ? 0 : slow.filter((work) => work.place() === place).length
    },
  }
}

const lazily = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
