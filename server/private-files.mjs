import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The text of a file, or null where there is none. */
export const readIfThere = (file) => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  }
}

/** Writes whole or not at all, readable by nobody else. */
export const writePrivate = (file, text) => {
  mkdirSync(path.dirname(file), { recursive: true })
  const near = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
  writeFileSync(near, text, { mode: 0o600 })
  renameSync(near, file)
}

/** A secret that is made once and kept in a file (0600). Two processes that ask at the same time get the same one. */
export const keepSecret = (file) => {
  const kept = readIfThere(file)
  if (kept !== null && kept !== '') {
    chmodSync(file, 0o600)
    return kept
  }
  const near = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(near, randomBytes(32).toString('base64url'), { mode: 0o600 })
  try {
    linkSync(near, file)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  } finally {
    rmSync(near, { force: true })
  }
  return readFileSync(file, 'utf8')
}

/** Is a process of this id there, and not a zombie's shell of one? */
export const isAlive = (pid) => {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
  return (
    readIfThere(`/proc/${pid}/stat`)
      ?.replace(/^.*\) /s, '')
      .startsWith('Z') !== true
  )
}

const usualWaitMs = 120_000

/**
 * Runs `work` while no other process holds the lock of that name. A lock whose process has died is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ waitMs?: number }} options how long the other one may take
 * @returns {Promise<T>}
 */
export const withLock = async (file, work, { waitMs = usualWaitMs } = {}) => {
  mkdirSync(path.dirname(file), { recursive: true })
  const mine = `${process.pid} ${randomBytes(8).toString('hex')}`
  const deadline = Date.now() + waitMs
  while (!take(file, mine)) {
    if (Date.now() > deadline)
      throw new Error(`${file} has been held for ${waitMs / 60_000} minutes by process ${readIfThere(file)}`)
    await sleep(50)
  }
  try {
    return await work()
  } finally {
    if (readIfThere(file) === mine) rmSync(file, { force: true })
  }
}

const take = (file, mine) => {
  try {
    writeFileSync(file, mine, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  const held = readIfThere(file)
  // Empty: its owner is between making the file and writing it.
  if (held === null || held === '' || isAlive(Number(held.split(' ')[0]))) return false
  removeDead(file, held)
  return false
}

/**
 * Removes the lock of a process that has died, by what was read in it: one that somebody has taken since stays. Set aside by a rename, so
 * that of several who saw it dead only one removes that very lock.
 */
export const removeDead = (file, held) => {
  const aside = `${file}.${process.pid}.stale`
  try {
    renameSync(file, aside)
    if (readFileSync(aside, 'utf8') !== held) linkSync(aside, file)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  }
  rmSync(aside, { force: true })
}
