/**
 * Where the bytes of something that is still on its way gather, under the id of its Upload row. What `append` has answered for is safe:
 * it is there after a kill -9 of any process, and `sizeOf` says how much it is.
 */
export interface Intake {
  readonly id: 'disk' | 's3'
  /** Bytes that are there; 0 for an id that never had any. */
  sizeOf(id: string): Promise<number>
  /**
   * Takes the bytes that follow `offset`, which must be all there is so far. When `bytes` fails midway, what came before is kept, unless
   * `isWhole` is asked for: then it is all of them or none. `onBytes` hears the new size as it grows.
   * @throws conflict (another offset, or somebody else is writing), payload_too_large (past `limit`), checksum_mismatch, storage_full,
   * storage_unavailable, and whatever `bytes` throws
   */
  append(id: string, request: AppendRequest): Promise<number>
  /** Path of one local file with all the bytes, for programs. @throws not_found, storage_full, cancelled */
  collect(id: string, signal?: AbortSignal): Promise<string>
  /** Everything of this id is gone afterwards; no error when there was nothing. */
  remove(id: string): Promise<void>
  /** Ids that have bytes, for the sweep. */
  list(): AsyncIterable<{ readonly id: string; readonly modifiedAtMs: number }>
  /** null where there is no such bound. */
  freeBytes(): Promise<number | null>
}

export type AppendRequest = {
  readonly offset: number
  /**
   * Chunks, as many at a time as came together: a turn of the loop for each would cost more than its bytes do. They are given away; whoever
   * gave them may not read them afterwards.
   */
  readonly bytes: AsyncIterable<readonly Uint8Array[]>
  /** The size that may not be passed. Until it is known nothing is written and nobody is kept out; where it fails, so does the append. */
  readonly limit: number | Promise<number>
  readonly isWhole?: boolean
  /** SHA-256 that all of them must have, else `checksum_mismatch`. For parts that are wanted whole. */
  readonly hash?: Uint8Array | null
  readonly onBytes?: (size: number) => void
}
