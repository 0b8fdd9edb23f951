import { readFile } from 'node:fs/promises'
import { DomainError } from '@/server/errors'

/** Debian's pocketsphinx-en-us. */
export const modelDir = '/usr/share/pocketsphinx/model/en-us/en-us'
const dictionaryPath = '/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict'

export type PronouncingDictionary = ReadonlyMap<string, readonly string[]>

/** The CMU dictionary: every pronunciation ("K AE T") of 134 000 English words. Read once. @throws engine_unavailable */
export const loadDictionary = async (): Promise<PronouncingDictionary> => {
  const text = await readFile(dictionaryPath, 'utf8').catch((cause: unknown) => {
    throw new DomainError(
      'engine_unavailable',
      'The package pocketsphinx-en-us is missing. Run npm start, or install it.',
      {
        cause,
      },
    )
  })
  const dictionary = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ')
    if (space < 1) continue
    const word = line.slice(0, space).replace(/\(\d+\)$/u, '')
    const phones = line.slice(space + 1).trim()
    const known = dictionary.get(word)
    if (known) known.push(phones)
    else dictionary.set(word, [phones])
  }
  return dictionary
}
