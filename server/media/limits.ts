/** Every limit a person can meet, in one table: the refusals, the docs and the interface read it. */
export const limits = {
  maxSourceMinutes: 120,
  maxSourceBytes: 20 * 1024 ** 3,
  maxPixels: 36_000_000,
  maxStreams: 16,
  /** Of all streams together. Two hours at 240 frames a second with sixteen sound tracks have eight million. */
  maxPackets: 20_000_000,
  /** Pixels per second that a source may carry: 4K at 60 frames, with room. A header that claims more is refused. */
  maxPixelRate: 3840 * 2160 * 61,
  maxSubtitleCues: 100_000,
  maxSubtitleBytes: 20 * 1024 ** 2,
  minClipSeconds: 3,
  maxClipSeconds: 180,
  maxClips: 100,
  /** Of one project, that somebody cut by hand. */
  maxManualClips: 200,
  /** One request of an upload; what a cut costs at most. */
  uploadPartBytes: 16 * 1024 ** 2,
  /** An upload that had no byte for this long is cut; it can be resumed. */
  uploadStallSeconds: 30,
  /** An upload that is not finished, or that no project was made of, is kept this long after its last byte. */
  uploadKeepHours: 72,
  /** What was removed comes back for so long: the ten seconds that Undo is shown, a toast held open for as long again, the answers' way. */
  undoMs: 25_000,
  /** An upload that was announced and has no byte yet is kept this long. */
  unstartedUploadHours: 3,
  /** Room on the disk is kept for the rest of an upload until nothing was heard of it for this long; then it asks again. */
  uploadPromiseMinutes: 10,
  /** Of one workspace, under way at once. */
  maxOpenUploads: 50,
  /** From its first try to its end, all tries together. */
  importHours: 4,
  /** 2.1 Mbit/s: slower than any video plays. A minute spent waiting for a sender that gave less ends an import. */
  importBytesPerSecond: 256 * 1024,
  maxFileNameLength: 120,
  /** What a workspace may store, by its plan: sources and clips together. */
  storageBytes: {
    free: 50 * 1024 ** 3,
    starter: 200 * 1024 ** 3,
    pro: 500 * 1024 ** 3,
    business: 2048 * 1024 ** 3,
  },
} as const
