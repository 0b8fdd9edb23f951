import { randomUUID } from 'node:crypto'
import { Inngest } from 'inngest'
import { serve } from 'inngest/edge'
import { type Check, CheckFailure, type Driver, type Note } from './check'
import { eventChecks } from './event-checks'
import { failureChecks } from './failure-checks'
import { flowChecks } from './flow-checks'
import { limitChecks } from './limit-checks'
import { paceChecks } from './pace-checks'
import { stepChecks } from './step-checks'

const allChecks: readonly Check[] = [
  ...stepChecks,
  ...failureChecks,
  ...eventChecks,
  ...flowChecks,
  ...paceChecks,
  ...limitChecks,
]

/** What runs the functions: the embedded runner or a real server. */
export type Target = {
  readonly name: string
  readonly isEmbedded: boolean
  readonly clientOptions: Omit<ConstructorParameters<typeof Inngest>[0], 'id'>
  /** Resolves when a run waits for this event, or, where nobody can be asked, when one will. */
  untilWaiting(event: string): Promise<void>
  /** Makes the app known; events may be sent when it resolves. */
  open(app: { readonly appId: string; handle(request: Request): Promise<Response> }): Promise<void>
  close(): Promise<void>
}

export type CheckResult = {
  readonly check: Check
  readonly ms: number
  /** What was seen instead of the guarantee; null when it held. */
  readonly error: string | null
}

export type Conformance = {
  readonly checks: readonly Check[]
  /** Drives the checks, some at a time, and resolves with all results; `onResult` gets each as it comes. */
  drive(onResult?: (result: CheckResult) => void): Promise<readonly CheckResult[]>
}

const appId = 'runner-conformance'
const untilMs = 30_000
/** At once: most of a check is waiting, but what it measures must not be the others. */
const lanes = 6

/** Defines the functions of all checks in one app, on the real SDK, and opens the target with it. */
export const openConformance = async (
  target: Target,
  wanted: (check: Check) => boolean = () => true,
): Promise<Conformance> => {
  const chosen = allChecks.filter((check) => wanted(check) && (target.isEmbedded || check.embeddedOnly === undefined))
  const inngest = new Inngest({ ...target.clientOptions, id: appId, logger: quietLogger })
  const books = new Map(chosen.map((check) => [check.id, openBook()]))
  const functions = chosen.flatMap((check) =>
    check.functions({ inngest, note: (what, detail) => books.get(check.id)?.note(what, detail) }),
  )
  await target.open({ appId, handle: serve({ client: inngest, functions }) })
  return {
    checks: chosen,
    drive: async (onResult = () => undefined) => {
      const results: CheckResult[] = []
      const driveOne = async (check: Check): Promise<void> => {
        const startMs = performance.now()
        const error = await driveCheck(check, inngest, target, books.get(check.id) ?? openBook()).then(
          () => null,
          (each: unknown) => (each instanceof Error ? each.message : String(each)),
        )
        const result = { check, ms: performance.now() - startMs, error }
        results.push(result)
        onResult(result)
      }
      const drive = async (queue: Check[], atOnce: number): Promise<void> => {
        const lane = async () => {
          for (let check = queue.shift(); check !== undefined; check = queue.shift()) await driveOne(check)
        }
        await Promise.all(Array.from({ length: atOnce }, lane))
      }
      await drive(
        chosen.filter((check) => !check.isHeavy),
        lanes,
      )
      await drive(
        chosen.filter((check) => check.isHeavy),
        1,
      )
      return results
    },
  }
}

const driveCheck = (check: Check, inngest: Inngest, { untilWaiting }: Target, book: Book): Promise<void> => {
  const key = randomUUID()
  return check.drive({
    ...book,
    key,
    untilWaiting,
    send: async (name, data = {}, { id } = {}) =>
      (await inngest.send({ name, data: { key, ...data }, ...(id === undefined ? {} : { id }) })).ids,
  })
}

/** The functions fail on purpose; what they say about it is not for the reader of the results. */
const quiet = () => undefined
const quietLogger = { info: quiet, warn: quiet, error: quiet, debug: quiet }

type Book = Pick<Driver, 'notes' | 'until' | 'quiet'> & { note(what: string, detail?: unknown): void }

const openBook = (): Book => {
  const all: Note[] = []
  const listeners = new Set<() => void>()
  const notes = (what: string) => all.filter((each) => each.what === what)
  return {
    notes,
    note: (what, detail) => {
      all.push({ what, atMs: Date.now(), detail: detail ?? null })
      for (const listener of listeners) listener()
    },
    until: (what, count = 1, withinMs = untilMs) =>
      new Promise((resolve, reject) => {
        const settle = (isLate: boolean) => {
          const found = notes(what)
          if (found.length < count && !isLate) return
          clearTimeout(timer)
          listeners.delete(look)
          if (found.length >= count) resolve(found)
          else
            reject(
              new CheckFailure(
                `"${what}" was noted ${found.length} times in ${withinMs} ms, not ${count}. Notes: ${JSON.stringify(all).slice(0, 1000)}`,
              ),
            )
        }
        const look = () => settle(false)
        const timer = setTimeout(() => settle(true), withinMs)
        listeners.add(look)
        look()
      }),
    quiet: async (what, forMs) => {
      await new Promise((resolve) => setTimeout(resolve, forMs))
      return notes(what)
    },
  }
}
