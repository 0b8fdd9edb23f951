/** What is to be found in a stretch of sound: per word, the ways of saying it; a way is a row of pronounceable tokens. */
export type GrammarWord = { readonly index: number; readonly forms: readonly (readonly string[])[] }

export type GrammarOptions = {
  /** Words at the start / at the end that may lie outside the sound. */
  readonly optionalBefore: number
  readonly optionalAfter: number
  /** Lets any word be missing and any stretch between words be unwritten speech: slower, for text that differs from the sound. */
  readonly isForgiving: boolean
}

/** Every phone of the acoustic model: at the ends any speech may come before and after what is written. */
const allPhones =
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' ')
/** One phone of each kind is enough between words: it keeps as many words as all 39 do, at a third of the time. */
const kindsOfPhones = 'AA IY UW EH ER M L S SH T K F'.split(' ')

/** Probability of each unwritten phone. Dear enough that a written word wins wherever it was said. */
const fillerProbability = 0.02
/** Probability of a written word that was not said. */
const skipProbability = 1e-6

const fillerName = (phone: string) => `f_${phone}`

/** The token's name in the grammar carries where it belongs: no character of the user's text reaches the program. */
const tokenName = (word: number, form: number, position: number) => `w${word}_${form}_${position}`

/** Index of the word that a name in the recogniser's answer belongs to; null for pauses and fillers. */
export const wordOfName = (name: string): number | null => {
  const found = /^w(\d+)_\d+_\d+(?:\(\d+\))?$/u.exec(name)
  return found ? Number(found[1]) : null
}

/** A finite-state grammar (Sphinx FSG) that says the words in order, and the dictionary that goes with it. */
export const buildGrammar = (
  words: readonly GrammarWord[],
  pronunciations: ReadonlyMap<string, readonly string[]>,
  options: GrammarOptions,
): { readonly grammar: string; readonly dictionary: string } => {
  const last = words.length
  let states = last + 1
  const arcs: string[] = []
  const entries: string[] = allPhones.map((phone) => `${fillerName(phone)} ${phone}`)
  const arc = (from: number, to: number, probability: number, name = '') =>
    arcs.push(`TRANSITION ${from} ${to} ${probability} ${name}`.trimEnd())

  words.forEach((word, state) => {
    word.forms.forEach((form, formIndex) => {
      let from = state
      form.forEach((token, position) => {
        const name = tokenName(word.index, formIndex, position)
        const to = position === form.length - 1 ? state + 1 : states++
        arc(from, to, 1, name)
        from = to
        const ways = pronunciations.get(token) ?? []
        ways.forEach((phones, way) => {
          entries.push(`${name}${way === 0 ? '' : `(${way + 1})`} ${phones}`)
        })
      })
    })
    if (options.isForgiving) arc(state, state + 1, skipProbability)
  })
  for (let skipped = 1; skipped <= options.optionalBefore; skipped++) arc(0, skipped, 1)
  for (let kept = last - options.optionalAfter; kept < last; kept++) arc(kept, last, 1)
  for (let state = 0; state <= last; state++) {
    const isEnd = state === 0 || state === last
    const phones = isEnd ? allPhones : options.isForgiving ? kindsOfPhones : []
    for (const phone of phones) arc(state, state, fillerProbability, fillerName(phone))
  }
  const head = ['FSG_BEGIN <words>', `NUM_STATES ${states}`, 'START_STATE 0', `FINAL_STATE ${last}`]
  return { grammar: [...head, ...arcs, 'FSG_END', ''].join('\n'), dictionary: `${entries.join('\n')}\n` }
}
