import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { projectDir } from './environment.mjs'

const firstDelayMs = 100
const longestDelayMs = 10_000
const healthyMs = 60_000
/**
 * The app says ten times a second how late its loop is, on average; one slow turn in between, with nothing said for so long, is no reason to turn
 * anybody away. Counted in turns of this process: what stopped both of them has made nobody late.
 */
const mostSilentTicks = 10
const tickMs = 100
const usualLookMs = 1_000
/** Looks in a row without a beat: no page and no collection of garbage takes so long. Looks, not time: a laptop that slept has missed nothing. */
const mostSilentLooks = 15
/** Looks until it is open: a start loads for seconds, also on a machine with other things to do. */
const mostStartingLooks = 120
const goodbyeMs = 3_000
const appNiceness = 5

/** Where both want the same processor: what the front does is over in a moment, and everybody waits for it. */
const letFrontGoFirst = (pid) => {
  try {
    os.setPriority(pid, appNiceness)
  } catch {
    // It has ended already, or this system has no such thing.
  }
}

/**
 * The app behind the front process, kept running: a child that listens on a socket only this user can open, and is gone when the front is. One
 * that dies or stands still is started again, also while it starts. One that dies before it was ever open takes the front with it (`onHopeless`): something
 * about it must be put right first.
 */
export const startAppProcess = ({
  nodeArgs = [],
  args,
  isWatched,
  onHopeless,
  file = 'scripts/web-app.mjs',
  lookMs = usualLookMs,
}) => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'clipforge-web-'))
  const socketPath = path.join(dir, 'app.sock')
  let child
  let isOpen = false
  let wasOpen = false
  let isWarm = false
  let isEnding = false
  let hasStarted = false
  let snapshot = null
  let beat = { loopDelayMs: 0, rssBytes: 0 }
  let silentTicks = 0
  /** null before its first word: until then it loads. */
  let silentLooks = null
  let startingLooks = 0
  let delayMs = firstDelayMs

  const start = () => {
    const startedAt = performance.now()
    silentLooks = null
    startingLooks = 0
    rmSync(socketPath, { force: true })
    child = spawn(process.execPath, [...nodeArgs, file, socketPath, ...args], {
      cwd: projectDir,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    letFrontGoFirst(child.pid)
    child.on('message', (message) => {
      silentTicks = 0
      silentLooks = 0
      if (message.kind === 'beat') beat = message
      if (message.kind === 'health') snapshot = message.snapshot
      if (message.kind === 'warm') isWarm = true
      hasStarted ||= isWarm && (snapshot?.isStarted ?? false)
      if (message.kind === 'open') {
        isOpen = true
        wasOpen = true
      }
    })
    child.once('error', onHopeless)
    child.once('exit', (code, signal) => {
      isOpen = false
      isWarm = false
      snapshot = null
      beat = { loopDelayMs: 0, rssBytes: 0 }
      if (isEnding) return
      const how = signal ?? `exit code ${code}`
      if (!wasOpen) return onHopeless(new Error(`the app ended with ${how} before it was ready`))
      if (performance.now() - startedAt > healthyMs) delayMs = firstDelayMs
      console.error(`The app ended (${how}) and is started again; until then requests are told to come back.`)
      setTimeout(() => isEnding || start(), delayMs)
      delayMs = Math.min(longestDelayMs, 2 * delayMs)
    })
  }

  const ticker = setInterval(() => {
    silentTicks += 1
  }, tickMs)
  ticker.unref()
  const watchdog = setInterval(() => {
    if (!isWatched || child.exitCode !== null || child.signalCode !== null) return
    if (silentLooks !== null) silentLooks += 1
    if (!isOpen) startingLooks += 1
    const seconds = (looks) => (looks * lookMs) / 1_000
    if (silentLooks !== null && silentLooks >= mostSilentLooks)
      console.error(`The app has not turned for ${seconds(mostSilentLooks)} s and is ended.`)
    else if (startingLooks >= mostStartingLooks)
      console.error(`The app has been starting for ${seconds(mostStartingLooks)} s and is ended.`)
    else return
    silentLooks = null
    startingLooks = 0
    child.kill('SIGKILL')
  }, lookMs)
  watchdog.unref()
  const forget = () => rmSync(dir, { recursive: true, force: true })
  process.once('exit', forget)

  start()
  return {
    socketPath,
    isOpen: () => isOpen,
    /** null until there is one and the first requests would not be slow. */
    snapshot: () => (isWarm ? snapshot : null),
    hasStarted: () => hasStarted,
    /** What it said last, or for how long it has said nothing. */
    loopDelayMs: () => (isOpen && silentTicks > mostSilentTicks ? silentTicks * tickMs : beat.loopDelayMs),
    rssBytes: () => beat.rssBytes,
    send: (message) => {
      if (child.connected) child.send(message, () => undefined)
      return child.connected
    },
    /** Everything was answered: it leaves when its channel closes. */
    end: async () => {
      isEnding = true
      clearInterval(ticker)
      clearInterval(watchdog)
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      if (child.connected) child.disconnect()
      const patience = setTimeout(() => child.kill('SIGKILL'), goodbyeMs)
      await gone
      clearTimeout(patience)
      forget()
    },
  }
}
