/** Short-lived values, shared between processes when Redis is there, of this process when it is not. Losing one is never an error. */
export interface Cache {
  readonly id: 'redis' | 'memory'
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, ttlMs: number): Promise<void>
  delete(key: string): Promise<void>
}
