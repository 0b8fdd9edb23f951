import type { Readable } from 'node:stream'

/**
 * Holds what people bring and what is made for them: sources, clips, posters, subtitles, reports. Keys are made by us
 * ("sources/<workspaceId>/<hash>.mp4"), never from a name somebody chose. A put is atomic: a reader sees all of an object or none. A `signal` ends what is asked of a remote store, its
 * bytes included; a local one has nobody to wait for.
 */
export interface ObjectStore {
  readonly id: 'disk' | 's3'
  /** `signal` ends a put of bytes; a stream ends its own by failing. @throws storage_full, storage_unavailable; conflict when only a new object was wanted and there is one */
  put(
    key: string,
    body: Readable | Uint8Array,
    meta: ObjectMeta,
    options?: { readonly onlyIfAbsent?: boolean; readonly signal?: AbortSignal },
  ): Promise<void>
  /** Takes a finished local file in; the file is gone from its old place afterwards. @throws like `put` */
  putFile(key: string, localPath: string, meta: ObjectMeta): Promise<void>
  /** undefined when there is no such object. @throws storage_unavailable */
  stat(key: string, signal?: AbortSignal): Promise<ObjectStat | undefined>
  /** Bytes `range.start` to `range.end`, both included; the whole object without a range. @throws not_found, storage_unavailable */
  read(key: string, range?: { readonly start: number; readonly end: number }, signal?: AbortSignal): Promise<Readable>
  /**
   * A path on this machine under which a program may read the object: the file itself on disk, a cached copy of a remote one. The copy
   * stays at least six hours after the last call for it; a program that has it open keeps it longer. @throws not_found, cancelled
   */
  localPath(key: string, signal?: AbortSignal): Promise<string>
  /** No error when it is not there. */
  delete(key: string, signal?: AbortSignal): Promise<void>
  list(prefix: string): AsyncIterable<ObjectStat>
  /** null where the store has no such bound. */
  freeBytes(): Promise<number | null>
}

export type ObjectMeta = { readonly contentType: string }
export type ObjectStat = {
  readonly key: string
  readonly sizeBytes: number
  readonly contentType: string
  readonly modifiedAtMs: number
}
