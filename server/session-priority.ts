import { readFileSync, writeFileSync } from 'node:fs'

/** Of what nobody waits for as for a page: a tenth of a processor of which others want all, so that it still ends some time. */
const backgroundNice = 10

/** Who may not administer the machine is allowed one change in a tenth of a second, together with everybody else. */
const againMs = 120
const tries = 20

/**
 * Where Linux divides processors among sessions first (autogroup: by default wherever no container or service limit is around it), a priority
 * counts only within a session: a program that leads one of its own gets as much as everybody in any other, however nice it is. This
 * puts the whole session of a process behind the others. Elsewhere there is nothing to do, and nothing is done.
 */
export const setSessionPriority = (pid: number, nice = backgroundNice, left = tries): void => {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(nice))
  } catch (error) {
    const isTooSoon = error instanceof Error && 'code' in error && error.code === 'EAGAIN'
    if (isTooSoon && left > 0) setTimeout(() => setSessionPriority(pid, nice, left - 1), againMs).unref()
  }
}

/** Nobody else is in the session of who leads it but what it started: not so of what was started in a terminal beside other things. */
export const leadsSession = (): boolean => {
  try {
    return Number(readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[3]) === process.pid
  } catch {
    return false
  }
}
