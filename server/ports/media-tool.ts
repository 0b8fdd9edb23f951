import type { MediaInput } from '@/server/media/types'

/**
 * Runs ffmpeg and ffprobe. The adapter wraps every call (nice 19, resource limits, cleared environment, no network where
 * permitted, own process group, wall-clock kill) and refuses an argv whose inputs are not guarded (`media/ffmpeg/guarded-input.ts`).
 */
export interface MediaTool {
  /** "ffmpeg 5.1.9-0+deb12u1": part of every cache key whose result depends on it. */
  version(): Promise<string>
  /** ffprobe's JSON of what is read of it, 16 MiB at most, untrusted until parsed. @throws unreadable_media, media_tool_* */
  probe(input: MediaInput, options?: ProbeOptions): Promise<unknown>
  /** Every packet of the file, in file order: what is really there, whatever the headers say. @throws like `probe` */
  readPackets(input: MediaInput, onPacket: (packet: Packet) => void, options?: ProbeOptions): Promise<void>
  /** @throws media_tool_failed, media_tool_timeout, output_too_large, unreadable_media, storage_full, cancelled */
  run(job: MediaJob): Promise<MediaResult>
}

export type ProbeOptions = { readonly signal?: AbortSignal | undefined; readonly timeoutMs?: number | undefined }

/** Seconds on the file's own clock, which need not start at 0. A discarded packet is decoded but never shown. */
export type Packet = {
  readonly streamIndex: number
  readonly ptsS: number
  readonly durationS: number
  readonly isDiscarded: boolean
}

export type MediaJob = {
  /** Everything after the program's name. Inputs come from `guardedInput`; outputs are paths inside `workDir` or `pipe:1`. */
  readonly args: readonly string[]
  /** Folder owned by this job: ffmpeg's working directory, the only place it may write. */
  readonly workDir: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** ffmpeg's own progress: how far the output has come, and how many times faster than playback. */
  readonly onProgress?: ((progress: { outMs: number; speed: number }) => void) | undefined
  /** Raw bytes of `pipe:1`. The pipe is paused while the returned promise is pending. */
  readonly onStdout?: ((chunk: Buffer) => void | Promise<void>) | undefined
  /** Raised output limit in bytes (`prlimit --fsize`). */
  readonly maxOutputBytes?: number | undefined
}

/** `log` is the end of stderr (at most 64 kB), for filters that print results there and for explaining a clip later. */
export type MediaResult = { readonly log: string }
