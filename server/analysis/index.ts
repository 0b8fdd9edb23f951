export { analysisKeys } from './keys'
export { readObject, readTranscript } from './read-transcript'
