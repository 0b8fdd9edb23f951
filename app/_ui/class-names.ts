/** Joins class names and leaves out what is false, so that a condition can stand in the list. */
export const classNames = (...parts: readonly (string | false | null | undefined)[]): string =>
  parts.filter(Boolean).join(' ')
