import type { Inngest, InngestFunction } from 'inngest'

/** Something that a function under test did, in the order in which it happened. */
export type Note = { readonly what: string; readonly atMs: number; readonly detail: unknown }

/** What a check gets to define its functions with. */
export type CheckApp = {
  readonly inngest: Inngest
  /** Writes down that something happened; `detail` is for the check to look at. */
  note(what: string, detail?: unknown): void
}

/** What a check gets to drive its functions with. Event names are the check's own, and `data.key` is new for each drive. */
export type Driver = {
  readonly key: string
  send(name: string, data?: Record<string, unknown>, options?: { readonly id?: string }): Promise<readonly string[]>
  /** The notes of this kind so far. */
  notes(what: string): readonly Note[]
  /** Resolves with the notes of this kind once there are `count`; fails after `withinMs` (30 s). */
  until(what: string, count?: number, withinMs?: number): Promise<readonly Note[]>
  /** Resolves when a run waits for this event, or, where nobody can be asked, when one will. */
  untilWaiting(event: string): Promise<void>
  /** Waits `forMs` and returns the notes of this kind: for what must not happen. */
  quiet(what: string, forMs: number): Promise<readonly Note[]>
}

export type Check = {
  readonly id: string
  /** The guarantee, as a sentence. */
  readonly what: string
  /** Says why a real server is not asked this. */
  readonly embeddedOnly?: string
  /** Keeps the machine so busy that checks of time are not to be driven beside it. */
  readonly isHeavy?: boolean
  functions(app: CheckApp): readonly InngestFunction.Any[]
  drive(driver: Driver): Promise<void>
}

export class CheckFailure extends Error {}

/** Both sides are compared as JSON, which is what crosses the wire. */
export const expectEqual = (what: string, actual: unknown, expected: unknown): void => {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (left !== right) throw new CheckFailure(`${what}: expected ${right}, got ${left}`)
}

export const expectBetween = (what: string, actual: number, low: number, high: number): void => {
  if (!(actual >= low && actual <= high)) throw new CheckFailure(`${what}: expected ${low} to ${high}, got ${actual}`)
}

export const details = (notes: readonly Note[]): unknown[] => notes.map((note) => note.detail)

/** Milliseconds between a note and the one before it. */
export const gapsMs = (notes: readonly Note[]): number[] =>
  notes.slice(1).map((note, index) => note.atMs - (notes[index]?.atMs ?? 0))

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
