export { clipFps, soundOnlyFps } from './clip-fps'
export { editDurationMs, isWordKept, outputToSourceMs, sourceToOutputMs, wordsInEdit } from './map-time'
export { type EditInput, planEdit } from './plan-edit'
