import { readdirSync, readFileSync } from 'node:fs'

type Process = { readonly pid: number; readonly parent: number; readonly name: string }

const processes = (): Process[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        // The name is in parentheses and may hold some itself.
        const [open, close] = [stat.indexOf('('), stat.lastIndexOf(')')]
        const [state, parent] = stat.slice(close + 2).split(' ')
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), name: stat.slice(open + 1, close) }]
      } catch {
        // It ended while it was being looked at.
        return []
      }
    })

/** Programs of that name anywhere below a process. */
export const descendants = (pid: number, name: string): number[] => {
  const all = processes()
  const below = new Set([pid])
  for (let size = 0; size !== below.size; ) {
    size = below.size
    for (const each of all) if (below.has(each.parent)) below.add(each.pid)
  }
  return all.filter((each) => each.pid !== pid && below.has(each.pid) && each.name === name).map((each) => each.pid)
}

/** Programs whose command line holds `text`, wherever they hang: a killed parent's children are nobody's. */
export const processesNaming = (text: string): number[] =>
  processes()
    .filter(({ pid }) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text)
      } catch {
        return false
      }
    })
    .map(({ pid }) => pid)
