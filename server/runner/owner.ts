import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'

/**
 * A worker's name in the database. On Linux it says where and since when the process lives, so that another worker in the same process
 * namespace of the same boot can tell that it is dead without waiting for its leases to run out; elsewhere it is only unique.
 */
export const createOwner = (): string => {
  const here = readHere()
  const startTicks = readStartTicks(process.pid)
  return here === null || startTicks === null
    ? randomUUID()
    : [here, process.pid, startTicks, randomUUID()].join(separator)
}

/** True only when it is certain: the process lived here, and its number is free or another process's now. */
export const isOwnerDead = (owner: string): boolean => {
  const [boot, namespace, pid, startTicks] = owner.split(separator)
  if (startTicks === undefined || `${boot}${separator}${namespace}` !== readHere()) return false
  return readStartTicks(Number(pid)) !== startTicks
}

const separator = '/'

const readHere = (): string | null => {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}${separator}${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`
  } catch {
    // No /proc: leases have to run out.
    return null
  }
}

/** When the process began, in ticks since the boot; null when there is none, or only a zombie. */
const readStartTicks = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}
