const longest = 1_000

/** One after the other in one pass, so that a quote in a comment opens no text and two hyphens in a text begin no comment. */
const tokens = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|/\*.*?\*/)`,
    String.raw`(?<kept>"(?:[^"]|"")*"|\$\d+)`,
    String.raw`\$(?<tag>[A-Za-z_]*)\$.*?\$\k<tag>\$`,
    String.raw`\b[eE]'(?:[^'\\]|''|\\.)*'`,
    "'(?:[^']|'')*'",
    String.raw`(?<![\w.])-?\d+(?:\.\d+)?\b`,
  ].join('|'),
  'gs',
)

/** A statement without what it was asked with: literals become `?`, lists of parameters one; whitespace and length are bounded. */
export const normalSql = (sql: string): string => {
  const plain = sql
    .replace(tokens, (found, ...rest) => {
      const { comment, kept } = groupsOf(rest)
      return comment !== undefined ? ' ' : kept !== undefined ? found : '?'
    })
    .replace(/(\$\d+|\?)(?:\s*,\s*(?:\$\d+|\?))+/g, '$1, …')
    .replace(/\s+/g, ' ')
    .trim()
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain
}

/** A replacer gets its named groups last; the type of `replace` can't say so. */
const groupsOf = (rest: readonly unknown[]) => rest.at(-1) as Readonly<Record<string, string | undefined>>
