import type { Transcript } from '../types'

/** What is said in a source without sound. */
export const silentTranscript = (language: string): Transcript => ({
  language: language === 'auto' ? 'und' : language,
  words: [],
  isPunctuated: true,
  engine: { id: 'none', version: '0', reason: 'the source has no sound' },
})
