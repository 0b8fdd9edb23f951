export { analysisKeys, projectOfFile } from './keys'
export { readObject } from './read-object'
export { readTranscript } from './read-transcript'
export { type Analysis, loadPicture, loadSpeech, type PictureAnalysis, savePicture, saveSpeech } from './save-analysis'
