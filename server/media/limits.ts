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
} as const
