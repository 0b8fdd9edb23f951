export type LoudnessTarget = { readonly integratedLufs: number; readonly truePeakDb: number }

/** -14 LUFS is what YouTube, Spotify and TikTok play at; -2 dBTP leaves their own AAC encoders room. */
export const socialLoudness: LoudnessTarget = { integratedLufs: -14, truePeakDb: -2 }
