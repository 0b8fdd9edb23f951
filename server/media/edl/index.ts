export { editDurationMs, isWordKept, outputToSourceMs, sourceToOutputMs, wordsInEdit } from './map-time'
