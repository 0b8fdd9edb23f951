/** Cuts text that arrives in pieces into whole lines. */
export const createLineReader = (onLine: (line: string) => void) => {
  let rest = ''
  return {
    push: (text: string): void => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line)
    },
    end: (): void => {
      if (rest !== '') onLine(rest)
      rest = ''
    },
  }
}
