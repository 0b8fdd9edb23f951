export { findTurns, type SpeakerInput } from './find-turns'
export { type MouthSample, mouthActivity } from './mouth-activity'
