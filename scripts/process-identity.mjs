import { spawnSync } from 'node:child_process'
import { readIfThere } from '../server/private-files.mjs'

/**
 * When a process began, in words that no other process of the same id would have: ids are given out again. Null when it has gone.
 * @param {number} pid
 */
export const processIdentity = (pid) => {
  if (!Number.isInteger(pid) || pid <= 0) return null
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || null
  const stat = readIfThere(`/proc/${pid}/stat`)
  // After the name, which may hold anything, come the state and, 19 fields on, the start in ticks since boot.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return fields.length === 0 || fields[0] === 'Z' ? null : `${fields[19]}`
}
