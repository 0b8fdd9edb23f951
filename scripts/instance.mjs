import { rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readIfThere, withLock, writePrivate } from '../server/private-files.mjs'
import { appPostgres } from './db.mjs'
import { dataDir } from './environment.mjs'
import { stopPostgres } from './postgres.mjs'
import { processIdentity } from './process-identity.mjs'
import { stopRedis } from './redis.mjs'
import { appRedis } from './services.mjs'
import { killGroup } from './supervise.mjs'

const noteFile = path.join(dataDir, 'instance.json')
/** A little more than a supervisor gives its children and its databases. */
const stopWaitMs = 60_000

/** What `npm start` notes about itself. `children` are the leaders of process groups. */
export const noteInstance = ({ url = null, children = {} }) => {
  const identities = Object.values(children).map((pid) => ({ pid, identity: processIdentity(pid) }))
  const instance = { pid: process.pid, identity: processIdentity(process.pid), url, children: identities }
  writePrivate(noteFile, JSON.stringify(instance))
}

export const forgetInstance = () => rmSync(noteFile, { force: true })

const isStill = ({ pid, identity }) => identity !== null && processIdentity(pid) === identity

const readNote = () => {
  try {
    return JSON.parse(readIfThere(noteFile) ?? 'null')
  } catch {
    // Half written by nobody (it is renamed into place), so edited by hand: as good as none.
    return null
  }
}

/** The instance that runs on this data folder: `{ pid, url }`, `url` null while it is starting; null when there is none. */
export const findInstance = () => {
  const note = readNote()
  return note !== null && isStill(note) ? note : null
}

/** Makes this process the instance of its data folder, unless one runs: then that one is returned. */
export const claimInstance = () =>
  withLock(`${noteFile}.lock`, async () => {
    const running = findInstance()
    if (running !== null) return running
    clearLeftovers()
    noteInstance({})
    return null
  })

/** Ends what a supervisor that was killed left running, its databases excepted: those are found and used again. */
export const clearLeftovers = () => {
  // A leader that has gone may have left its group; the number of a group that exists is given to no new process.
  for (const child of readNote()?.children ?? [])
    if (isStill(child) || processIdentity(child.pid) === null) killGroup(child.pid)
}

/** Stops the databases of this data folder. Returns whether any ran. */
export const stopDatabases = async () => [await stopRedis(appRedis), await stopPostgres(appPostgres)].includes(true)

/** Stops the instance of this data folder with all that belongs to it. Returns whether anything ran. */
export const stopInstance = async () => {
  const running = findInstance()
  if (running !== null) {
    process.kill(running.pid, 'SIGTERM')
    const deadline = Date.now() + stopWaitMs
    while (isStill(running) && Date.now() < deadline) await sleep(50)
    if (isStill(running)) process.kill(running.pid, 'SIGKILL')
  }
  clearLeftovers()
  const hadDatabases = await stopDatabases()
  forgetInstance()
  return running !== null || hadDatabases
}
