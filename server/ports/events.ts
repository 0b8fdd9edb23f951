/** Starts durable work: what is sent here is acted on once, whatever dies in between. */
export interface Events {
  /** `id` makes a repeated send one event. @throws queue_unavailable */
  send(events: readonly DurableEvent[]): Promise<void>
}

export type DurableEvent = {
  readonly id: string
  readonly name: string
  readonly data: Readonly<Record<string, unknown>>
}
