import type { EngineNote } from '../types'
import { nameEngine } from './name-engine'

/**
 * What a creator is told of who listened. Why other engines were passed over is for those who run the server: it stays in the report.
 */
export const describeSpeech = ({ id, reason, weakness }: EngineNote): string =>
  [id === 'subtitles' ? reason : `Heard by ${nameEngine(id)}`, ...(weakness === undefined ? [] : [weakness])]
    .map((sentence) => `${sentence.replace(/\.$/, '')}.`)
    .join(' ')
