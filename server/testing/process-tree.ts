import { readdirSync, readFileSync } from 'node:fs'

type Process = { readonly pid: number; readonly parent: number; readonly name: string }

/** Of a process that gives back what it has (PF_EXITING in include/linux/sched.h): it runs nothing of its own any more. */
const exitingFlag = 0x4
/** SIGKILL, in the sets of signals of /proc/PID/status. */
const killedBit = 1n << 8n

/**
 * What /proc/PID/stat says of a process that can still do something; null of one that has ended. Media programs stand behind everything else
 * on a machine: while it is busy, one that was killed takes seconds to be gone, and does nothing in them.
 */
const readStat = (pid: string): { readonly name: string; readonly parent: number } | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name is in parentheses and may hold some itself.
    const [open, close] = [stat.indexOf('('), stat.lastIndexOf(')')]
    const [state = 'X', parent, , , , , flags] = stat.slice(close + 2).split(' ')
    if ('ZX'.includes(state) || (Number(flags) & exitingFlag) !== 0) return null
    return { name: stat.slice(open + 1, close), parent: Number(parent) }
  } catch {
    // It ended while it was being looked at.
    return null
  }
}

/** Whether it has been killed, though it did not have a turn yet to die. */
const isKilled = (pid: string): boolean => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const pending = [...status.matchAll(/^(?:Sig|Shd)Pnd:\s*([0-9a-f]+)$/gm)].map(([, mask]) => BigInt(`0x${mask}`))
    return pending.some((mask) => (mask & killedBit) !== 0n)
  } catch {
    return true
  }
}

/** Whether a process can still do something. */
export const isRunning = (pid: number): boolean => readStat(String(pid)) !== null

const processes = (): Process[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const found = readStat(name)
      return found === null || isKilled(name) ? [] : [{ pid: Number(name), ...found }]
    })

/** Programs of that name anywhere below a process, but for those that were killed. */
export const descendants = (pid: number, name: string): number[] => {
  const all = processes()
  const below = new Set([pid])
  for (let size = 0; size !== below.size; ) {
    size = below.size
    for (const each of all) if (below.has(each.parent)) below.add(each.pid)
  }
  return all.filter((each) => each.pid !== pid && below.has(each.pid) && each.name === name).map((each) => each.pid)
}

/** Programs whose command line holds `text`, wherever they hang (a killed parent's children are nobody's), but for those that were killed. */
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
