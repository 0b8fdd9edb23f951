export { createFeatureAccumulator, featureHopMs, featureHopSamples } from './accumulate-features'
export { decodeFeatures, encodeFeatures } from './feature-file'
export { quietLimitDb, type SilenceOptions, silences } from './silences'
export { type VoiceOptions, voiceSegments } from './voice-segments'
