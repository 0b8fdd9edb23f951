import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runGuarded } from '@/server/child-process'
import { isDomainError } from '@/server/errors'
import { phonesFromIpa } from '@/server/media/transcript/align-phones'

const program = 'espeak-ng'
const timeoutMs = 30_000
/** espeak ends a clause at the end of lines shorter than this: with it every line in is one line out. */
const lineLimit = 200

/** Our language tags where espeak's voice has another name. */
const voices: Readonly<Record<string, string>> = { en: 'en-us', zh: 'cmn', no: 'nb' }
const voiceOf = (language: string): string | null =>
  /^[a-z]{2,3}$/u.test(language) ? (voices[language] ?? language) : null

/** espeak-ng 1.51 reads kana but says "Chinese letter" for each kanji: worse than no times at all. */
const unreliable = new Set(['ja'])

/** Whether espeak-ng (a program of its own, GPL, never linked) is installed and speaks the language. */
export const canPronounce = async (language: string, workDir: string): Promise<boolean> => {
  const voice = voiceOf(language)
  if (voice === null || unreliable.has(language)) return false
  try {
    const { code } = await runGuarded({
      command: program,
      args: ['-v', voice, '-q', '--ipa', 'a'],
      cwd: workDir,
      timeoutMs,
    })
    return code === 0
  } catch (error) {
    if (isDomainError(error, 'media_tool_missing')) return false
    throw error
  }
}

/**
 * Phones of each token, by espeak-ng's rules for the language; a token it has no sound for is left out. Tokens hold letters,
 * digits, apostrophes and hyphens only, so none of them can be an option or end a clause.
 */
export const pronounceTokens = async (
  tokens: readonly string[],
  language: string,
  workDir: string,
  signal?: AbortSignal,
): Promise<Map<string, string>> => {
  const voice = voiceOf(language)
  const found = new Map<string, string>()
  if (voice === null || tokens.length === 0) return found
  const file = path.join(workDir, 'tokens.txt')
  await writeFile(file, `${tokens.join('\n')}\n`)
  const output: Buffer[] = []
  const { code } = await runGuarded({
    command: program,
    args: ['-v', voice, '-q', '--ipa', '-l', String(lineLimit), '-f', file],
    cwd: workDir,
    timeoutMs,
    signal,
    onStdout: (chunk) => void output.push(chunk),
  })
  if (code !== 0) return found
  const lines = Buffer.concat(output).toString('utf8').replace(/\n$/u, '').split('\n')
  if (lines.length === tokens.length) {
    tokens.forEach((token, index) => {
      const phones = phonesFromIpa(lines[index] ?? '', language)
      if (phones.length > 0) found.set(token, phones.join(' '))
    })
    return found
  }
  // Some token was read as two clauses or none, and it can't be told which: halve until the lines match again.
  if (tokens.length === 1) {
    const phones = phonesFromIpa(lines.join(' '), language)
    return phones.length > 0 ? found.set(tokens[0] ?? '', phones.join(' ')) : found
  }
  const middle = tokens.length >> 1
  const first = await pronounceTokens(tokens.slice(0, middle), language, workDir, signal)
  const second = await pronounceTokens(tokens.slice(middle), language, workDir, signal)
  return new Map([...first, ...second])
}
