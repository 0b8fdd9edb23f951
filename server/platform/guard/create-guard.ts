import type { IncomingMessage, ServerResponse } from 'node:http'
import { requestIdFrom, requestIdHeader } from '../request-id'
import {
  type Answer,
  answerWith,
  type Handler,
  ifThere,
  knownMethods,
  type OnFault,
  sendAnswer,
  unknownMethod,
} from './answers'
import { classifyRequest, type RequestClass, type RequestKind } from './classify-request'
import { decideAdmission, type Load, type ShedReason } from './decide-admission'
import { guardLimits, type Priority } from './limits'
import { createOpenWork } from './open-work'
import { shedAnswer } from './shed-answer'
import { createTurnScheduler } from './turn-scheduler'

export type Answered = {
  readonly requestId: string
  /** Without its query. */
  readonly path: string
  readonly method: string
  /** "499": whoever asked left before the answer was whole. */
  readonly status: string
  readonly seconds: number
}

type Options = {
  /** MAX_INFLIGHT. */
  readonly cap: number
  /** What is answered here whatever the load is: probes. */
  readonly answerAtOnce: (request: IncomingMessage, path: string) => Answer | null
  /** Where a request comes from; null where nobody can tell places apart. */
  readonly placeOf: (request: IncomingMessage) => string | null
  readonly loopDelayMs: () => number
  readonly memoryShare: () => number
  readonly onShed: (reason: ShedReason, priority: Priority) => void
  readonly onAnswered: (answered: Answered) => void
  readonly onFault: OnFault
  readonly onDrain: () => void
  readonly random?: () => number
  readonly nowMs?: () => number
}

export type Guard = {
  handle(request: IncomingMessage, response: ServerResponse, handler: Handler): void
  /** Somebody connected, and may not have asked for anything yet. */
  noteConnection(): void
  /** From now on answers end their connections, so that clients come back elsewhere. Requests are still taken. */
  drain(): void
  /** Event streams have no end of their own; a client that loses one opens another. */
  endStreams(): void
  /**
   * Requests that are to be waited for before the process may end, those that are turned away among them: all but streams, and what stands still on
   * somebody's line (a player that is paused takes nothing for as long as it likes, and asks for the rest again; half a body may never be whole).
   */
  unfinished(): number
  load(): Omit<Load, 'longLivedOfPlace' | 'slowOfPlace'>
}

/** Stands between the sockets and everything else of one process: answers probes, turns away what is too much, counts, and ends in order. */
export const createGuard = (options: Options): Guard => {
  const { random = Math.random, nowMs = () => performance.now() } = options
  const open: Record<RequestKind, Set<ServerResponse>> = { work: new Set(), transfer: new Set(), stream: new Set() }
  const openWork = createOpenWork(options.placeOf, nowMs)
  const places = createPlaceCounts()
  const turns = createTurnScheduler()
  const isMoving = watchProgress()
  let isDraining = false
  let refusing = 0
  let urgent = 0

  const load = () => ({
    inflight: open.work.size,
    places: openWork.places(),
    cap: options.cap,
    longLived: open.transfer.size + open.stream.size,
    loopDelayMs: options.loopDelayMs(),
    memoryShare: options.memoryShare(),
  })

  /** Who asks says that it is urgent; whether that is so (a signature, a token) is known only later, and strangers must not have this lane. */
  const asItMayBe = (asked: RequestClass): RequestClass =>
    asked.priority === 0 && urgent >= guardLimits.urgentAtOnce ? { ...asked, priority: 1 } : asked

  const measure = (request: IncomingMessage, response: ServerResponse, path: string, requestId: string) => {
    const startedAt = performance.now()
    response.once('close', () =>
      options.onAnswered({
        requestId,
        path,
        method: request.method ?? 'GET',
        status: response.writableFinished ? String(response.statusCode) : '499',
        seconds: (performance.now() - startedAt) / 1_000,
      }),
    )
  }

  const admit = (
    { priority, kind, ...asked }: RequestClass & { readonly place: string | null },
    request: IncomingMessage,
    response: ServerResponse,
    work: () => void,
    turnAway: () => void,
  ) => {
    open[kind].add(response)
    places.add(asked.place, 1)
    if (priority === 0) urgent += 1
    if (kind === 'work') {
      openWork.add(request, response, asked.places)
      response.setTimeout(guardLimits.stalledMs, () => response.destroy())
    }
    response.once('close', () => {
      open[kind].delete(response)
      places.add(asked.place, -1)
      if (priority === 0) urgent -= 1
    })
    turns.start(priority, ifThere(response, work), ifThere(response, turnAway))
  }

  return {
    handle: (request, response, handler) => {
      const { method = 'GET', url = '/', headers } = request
      const path = url.split('?', 1)[0] ?? '/'
      if (isDraining) response.shouldKeepAlive = false
      const answer = options.answerAtOnce(request, path) ?? (knownMethods.has(method) ? null : unknownMethod)
      if (answer !== null) {
        measure(request, response, path, nameRequest(request))
        return sendAnswer(request, response, answer)
      }
      const asked = asItMayBe(classifyRequest({ method, path, headers }))
      const place = asked.kind === 'work' ? null : options.placeOf(request)
      const turnAway = () => sendAnswer(request, response, shedAnswer(headers.accept ?? '', random))
      const now = { ...load(), longLivedOfPlace: places.of(place), slowOfPlace: openWork.slowOf(request) }
      // Figures are looked at most of all when there is too much of everything.
      const reason = asked.priority === 0 && path === '/metrics' ? null : decideAdmission(asked, now)
      if (reason !== null) {
        options.onShed(reason, asked.priority)
        refusing += 1
        return turns.refuse(() => {
          refusing -= 1
          turnAway()
        })
      }
      const requestId = nameRequest(request)
      // How long somebody watched says nothing about how quick the app is.
      if (asked.kind !== 'stream') measure(request, response, path, requestId)
      admit(
        { ...asked, place },
        request,
        response,
        () => void answerWith(handler, request, response, options.onFault),
        () => {
          options.onShed('waited', asked.priority)
          turnAway()
        },
      )
    },
    noteConnection: turns.noteConnection,
    drain: () => {
      isDraining = true
      options.onDrain()
      for (const responses of Object.values(open))
        for (const response of responses) if (!response.headersSent) response.shouldKeepAlive = false
    },
    endStreams: () => {
      for (const response of open.stream) response.destroy()
    },
    unfinished: () => refusing + openWork.unfinished(isMoving) + [...open.transfer].filter(isMoving).length,
    load,
  }
}

/** How many long-lived ones each place has; of places that have none, nothing is kept. */
const createPlaceCounts = () => {
  const counts = new Map<string, number>()
  const of = (place: string | null): number => (place === null ? 0 : (counts.get(place) ?? 0))
  return {
    of,
    add: (place: string | null, change: number): void => {
      if (place === null) return
      const count = of(place) + change
      if (count === 0) counts.delete(place)
      else counts.set(place, count)
    },
  }
}

/** Whether bytes went either way since a moment ago; asked again and again while somebody waits. */
const watchProgress = (): ((response: ServerResponse) => boolean) => {
  const seen = new WeakMap<ServerResponse, { readonly bytes: number; readonly atMs: number }>()
  return (response) => {
    const bytes = (response.socket?.bytesRead ?? 0) + (response.socket?.bytesWritten ?? 0)
    const before = seen.get(response)
    const nowMs = performance.now()
    if (before?.bytes === bytes) return nowMs - before.atMs < guardLimits.stillMs
    seen.set(response, { bytes, atMs: nowMs })
    return true
  }
}

/** Every line about this request, of ours or of Next's compiled parts, calls it by this; what a client calls it counts only as its trace. */
const nameRequest = ({ headers }: IncomingMessage): string => {
  const requestId = requestIdFrom((name) => (name === requestIdHeader ? null : String(headers[name] ?? '')))
  headers[requestIdHeader] = requestId
  return requestId
}
