import { spawn } from 'node:child_process'
import { closeSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectDir, say } from './environment.mjs'
import { openLog } from './logs.mjs'

/** The first try after a crash comes at once, the later ones ever more slowly; a minute of health starts the count again. */
const firstDelayMs = 250
const longestDelayMs = 30_000
const healthyMs = 60_000
/** How often a program that listens is asked whether it still turns. */
const usualLookMs = 3_000
/** Looks in a row that nobody answered: half a minute, in which a start on a slow machine is over. Looks, not time: a laptop that slept has missed nothing. */
const mostMissedLooks = 10
/** What a program gets to end by itself, where nothing else is said: a worker puts its work back in this time. */
const usualGoodbyeMs = 10_000

/**
 * Keeps a program running until `stop`. It leads a process group of its own, so that Ctrl-C in a terminal reaches only the
 * supervisor and whatever the program leaves behind can be ended with it.
 * @param {{ name: string, args: string[], env: Record<string, string | undefined>, logFile: string, isShown?: boolean,
 *   goodbyeMs?: number, onStart?: (pid: number) => void, liveUrl?: string, lookMs?: number }} program `args` are Node's; `isShown`
 *   writes to the terminal instead of the log; a program that was told to end and has not after `goodbyeMs` is killed; one that does not
 *   answer at `liveUrl` any more is ended and started again.
 */
export const supervise = ({
  name,
  args,
  env,
  logFile,
  isShown = false,
  goodbyeMs = usualGoodbyeMs,
  onStart,
  liveUrl,
  lookMs = usualLookMs,
}) => {
  let child = null
  let ended = Promise.resolve()
  let isStopping = false
  let delayMs = firstDelayMs
  let stopLooking = () => undefined
  const waiting = new AbortController()

  const start = () => {
    const startedAt = Date.now()
    const output = isShown ? 'inherit' : openLog(logFile)
    // The channel closes with this process, however it ends: leave-with-parent.mjs listens for that.
    child = spawn(process.execPath, ['--import', './scripts/leave-with-parent.mjs', ...args], {
      cwd: projectDir,
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
      env,
    })
    if (!isShown) closeSync(output)
    const { pid } = child
    if (pid !== undefined) onStart?.(pid)
    if (liveUrl !== undefined) stopLooking = killSilent({ name, child, liveUrl, lookMs })
    ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
    }).then(async (how) => {
      stopLooking()
      killGroup(pid)
      if (isStopping) return
      if (Date.now() - startedAt > healthyMs) delayMs = firstDelayMs
      say(`${name} ended (${how}), starting it again.${isShown ? '' : ` ${lastWords(logFile)}`}`)
      await sleep(delayMs, undefined, { signal: waiting.signal }).catch(() => undefined)
      delayMs = Math.min(longestDelayMs, delayMs * 2)
      if (!isStopping) start()
    })
  }

  start()
  return {
    pid: () => child?.pid ?? 0,
    stop: async ({ isAtOnce = false } = {}) => {
      isStopping = true
      waiting.abort()
      stopLooking()
      const { pid } = child
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(isAtOnce ? 'SIGKILL' : 'SIGTERM')
        const patience = setTimeout(() => child.kill('SIGKILL'), goodbyeMs)
        await ended
        clearTimeout(patience)
      }
      killGroup(pid)
    },
  }
}

/** Ends a program that stands still; who runs it learns of that as of any end. Returns what stops the looks. */
const killSilent = ({ name, child, liveUrl, lookMs }) => {
  let missed = 0
  const look = async () => {
    const signal = AbortSignal.timeout(lookMs)
    const answer = await fetch(liveUrl, { signal }).catch(() => null)
    await answer?.body?.cancel().catch(() => undefined)
    missed = answer?.ok ? 0 : missed + 1
    if (missed < mostMissedLooks) return
    missed = 0
    say(`${name} has not answered ${mostMissedLooks} times in a row and is ended.`)
    child.kill('SIGKILL')
  }
  const timer = setInterval(look, lookMs)
  return () => clearInterval(timer)
}

/** Ends what is left of a process group. */
export const killGroup = (pid) => {
  if (!(pid > 1)) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

const lastWords = (logFile) => {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-6)
  return `Its last words (${logFile}):\n${lines.map((line) => `  ${line.slice(0, 300)}`).join('\n')}`
}
