/**
 * Tells whoever is looking that something changed, between processes, at most once and best effort: a listener reads the database for
 * what changed, and polls when the channel is down.
 */
export interface Live {
  readonly id: 'redis' | 'postgres'
  /** `topic` names a row: "project:<id>". Never throws. */
  publish(topic: string): void
  /** Calls back until the returned function is called. */
  subscribe(topic: string, onChange: () => void): Promise<() => void>
}
