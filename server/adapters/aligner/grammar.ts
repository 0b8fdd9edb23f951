/** What is to be found in a stretch of sound: per word, the ways of saying it; a way is a row of pronounceable tokens. */
export type GrammarWord = { readonly index: number; readonly forms: readonly (readonly string[])[] }

export type GrammarOptions = {
  /** Words at the start / at the end that may lie outside the sound. */
  readonly optionalBefore: number
  readonly optionalAfter: number
  /** Lets any word be missing and any stretch between words be unwritten speech: slower, for text that differs from the sound. */
  readonly isForgiving: boolean
  /** The acoustic model's own language, or one that borrows its sounds. */
  readonly accent: keyof typeof fillers
}

/** Every phone of the acoustic model: at the ends any speech may come before and after what is written. */
const allPhones =
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' ')
/** Between words one phone of each kind is enough: it keeps as many right words as twelve do, in half the time or less. */
const kindsOfPhones = 'AA IY M S T'.split(' ')

/**
 * Probabilities of a phone of unwritten speech: at the ends, between words, and in place of a written word. Cheap enough that a
 * stranger's text loses against them, dear enough that a written word wins wherever it was said. Through another
 * language's sounds even the right words fit worse, so there the fillers cost more (at 0.02 they drown French altogether).
 */
const fillers = {
  native: { ends: 0.001, between: 0.02, instead: 0.001 },
  foreign: { ends: 1e-4, between: 1e-3, instead: 1e-4 },
} as const

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
  const cost = fillers[options.accent]
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
    // One filler phone (30 ms) instead of the word. An empty arc would let every state reach all later ones in one frame,
    // which costs the square of the words in time and memory.
    if (options.isForgiving) {
      for (const phone of kindsOfPhones) arc(state, state + 1, cost.instead, fillerName(phone))
    }
  })
  for (let skipped = 1; skipped <= options.optionalBefore; skipped++) arc(0, skipped, 1)
  for (let kept = last - options.optionalAfter; kept < last; kept++) arc(kept, last, 1)
  for (let state = 0; state <= last; state++) {
    const isEnd = state === 0 || state === last
    const phones = isEnd ? allPhones : options.isForgiving ? kindsOfPhones : []
    const probability = options.isForgiving ? cost.between : cost.ends
    for (const phone of phones) arc(state, state, probability, fillerName(phone))
  }
  const head = ['FSG_BEGIN <words>', `NUM_STATES ${states}`, 'START_STATE 0', `FINAL_STATE ${last}`]
  return { grammar: [...head, ...arcs, 'FSG_END', ''].join('\n'), dictionary: `${entries.join('\n')}\n` }
}
