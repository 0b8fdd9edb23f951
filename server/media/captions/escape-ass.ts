/** Invisible: parts a backslash from what follows, so that libass reads no command. */
const wordJoiner = '\u2060'

/**
 * Text that libass draws to the letter: override blocks and `\N`, `\h` commands lose their meaning. A line feed, which only
 * our own hyphenation writes, becomes a hard break.
 */
export const escapeAss = (text: string): string =>
  text
    .replaceAll('\\', `\\${wordJoiner}`)
    .replaceAll('{', '\\{')
    .replaceAll('}', '\\}')
    .replaceAll('\r', '')
    .replaceAll('\n', '\\N')
