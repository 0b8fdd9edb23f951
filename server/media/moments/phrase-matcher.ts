import { isNumber } from './text'

type Node<T> = { readonly next: Map<string, Node<T>>; readonly ends: T[] }
export type Match<T> = { readonly value: T; readonly start: number; readonly end: number }

/** Finds many phrases at once by walking a trie: the cost is the text's length, not the lexicon's. */
export type PhraseMatcher<T> = {
  /** All phrases that begin at `at`, longest last. `[start, end)` are token positions. */
  matchesAt(tokens: readonly string[], at: number, until: number): Match<T>[]
}

export const phraseMatcher = <T>(
  entries: readonly (readonly [phrase: string, value: T])[],
  numbers: ReadonlySet<string>,
): PhraseMatcher<T> => {
  const root: Node<T> = { next: new Map(), ends: [] }
  for (const [phrase, value] of entries) {
    let node = root
    for (const token of phrase.split(' ')) {
      const child = node.next.get(token) ?? { next: new Map(), ends: [] }
      node.next.set(token, child)
      node = child
    }
    node.ends.push(value)
  }
  const walk = (
    node: Node<T>,
    tokens: readonly string[],
    start: number,
    at: number,
    until: number,
    found: Match<T>[],
  ) => {
    for (const value of node.ends) found.push({ value, start, end: at })
    const token = tokens[at]
    if (token === undefined || at >= until) return
    const exact = node.next.get(token)
    if (exact) walk(exact, tokens, start, at + 1, until, found)
    const number = isNumber(token, numbers) ? node.next.get('#') : undefined
    if (number) walk(number, tokens, start, at + 1, until, found)
    const any = node.next.get('*')
    if (any) walk(any, tokens, start, at + 1, until, found)
  }
  return {
    matchesAt: (tokens, at, until) => {
      const found: Match<T>[] = []
      walk(root, tokens, at, at, until, found)
      return found.sort((a, b) => a.end - b.end)
    },
  }
}
