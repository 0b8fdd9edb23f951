/** Every limit a person can meet, in one table: the refusals, the docs and the interface read it. */
export const limits = {
  maxSourceMinutes: 120,
  maxSourceBytes: 20 * 1024 ** 3,
  maxPixels: 36_000_000,
  maxStreams: 16,
  /** Pixels per second that a source may carry: 4K at 60 frames, with room. A header that claims more is refused. */
  maxPixelRate: 3840 * 2160 * 61,
  maxSubtitleCues: 100_000,
  maxSubtitleBytes: 20 * 1024 ** 2,
  minClipSeconds: 3,
  maxClipSeconds: 180,
  maxClips: 100,
  /** One request of an upload; what a cut costs at most. */
  uploadPartBytes: 16 * 1024 ** 2,
  /** An upload that had no byte for this long is cut; it can be resumed. */
  uploadStallSeconds: 30,
  /** An unfinished upload is kept this long after its last byte. */
  uploadKeepHours: 72,
  /** Of one workspace, under way at once. */
  maxOpenUploads: 50,
  maxFileNameLength: 120,
  /** What a workspace may store, by its plan: sources and clips together. */
  storageBytes: {
    free: 50 * 1024 ** 3,
    starter: 200 * 1024 ** 3,
    pro: 500 * 1024 ** 3,
    business: 2048 * 1024 ** 3,
  },
} as const
