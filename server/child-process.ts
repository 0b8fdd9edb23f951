import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { cleanEnvironment } from '@/server/clean-environment'
import { DomainError } from './errors'
import { type SandboxLimits, sandboxWrapper } from './process-sandbox'
import { setSessionPriority } from './session-priority'

export type GuardedProcess = {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** The pipe is paused while the returned promise is pending. */
  readonly onStdout?: ((chunk: Buffer) => void | Promise<void>) | undefined
  readonly onStderr?: ((text: string) => void) | undefined
  /** Text of a third pipe, descriptor 3, for programs that report progress apart from their output. */
  readonly onControl?: ((text: string) => void) | undefined
  /** Resource limits beyond the CPU time that follows from `timeoutMs`. */
  readonly limits?: SandboxLimits | undefined
  /** The program may write only in folders given to it by `lendFolder`, where the machine can enforce that. */
  readonly isWriteConfined?: boolean | undefined
}

export type GuardedResult = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly log: string
}

const logLimit = 64 * 1024
const coreCount = os.availableParallelism()

/** Fixed, so that nothing on the caller's PATH is ever run; the last entry is Homebrew's. */
const searchPath = ['/usr/local/bin', '/usr/bin', '/bin', '/opt/homebrew/bin']

/** Absolute path of a program. @throws media_tool_missing */
const findProgram = (command: string): string => {
  const candidates = path.isAbsolute(command) ? [command] : searchPath.map((dir) => path.join(dir, command))
  const found = candidates.find(isExecutable)
  if (found !== undefined) return found
  throw new DomainError('media_tool_missing', `${command} could not be found. Run npm start, or install it.`)
}

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const liveGroups = new Set<number>()
/** A program that is no longer wanted may put its things in order for so long. */
const goodbyeMs = 500
const lookForEndMs = 20

/** Until every program has ended, or those that were told to have been given up on. */
export const untilProgramsEnded = async (): Promise<void> => {
  const deadline = Date.now() + 2 * goodbyeMs
  while (liveGroups.size > 0 && Date.now() < deadline) await sleep(lookForEndMs)
}

const signalGroup = (pid: number, signal: 'SIGTERM' | 'SIGKILL') => {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // ESRCH: the group has already gone, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

process.once('exit', () => {
  for (const pid of liveGroups) signalGroup(pid, 'SIGKILL')
})

/**
 * Runs an outside program in the sandbox of `process-sandbox.ts`, in a process group of its own with a cleared environment; the
 * whole group is told to end on cancel and killed soon after, and killed at once on time-out and when this process exits. Never throws for a bad exit: the caller judges
 * code, signal and log.
 * @throws media_tool_missing, media_tool_timeout, cancelled
 */
export const runGuarded = (job: GuardedProcess): Promise<GuardedResult> =>
  new Promise((resolve, reject) => {
    if (job.signal?.aborted) return reject(new DomainError('cancelled', 'Cancelled.'))
    const program = findProgram(job.command)
    const [wrapper = program, ...wrapped] = [
      ...sandboxWrapper({
        cpuSeconds: cpuSecondsFor(job.timeoutMs),
        ...job.limits,
        isWriteConfined: job.isWriteConfined ?? false,
      }),
      program,
    ]
    const child = spawn(wrapper, [...wrapped, ...job.args], {
      cwd: job.cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: cleanEnvironment({ PATH: searchPath.join(':'), LANG: 'C.UTF-8', HOME: job.cwd }),
    })
    const [stdout, stderr, control] = [pipeOf(child, 1), pipeOf(child, 2), pipeOf(child, 3)]
    let log = ''
    let failure: DomainError | null = null
    if (child.pid !== undefined) {
      liveGroups.add(child.pid)
      setSessionPriority(child.pid)
    }
    let goodbye: NodeJS.Timeout | undefined
    const stop = (error: DomainError, signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL') => {
      failure ??= error
      if (child.pid !== undefined) signalGroup(child.pid, signal)
      // Nobody reads on: a reader that never returns must not keep the pipe, and with it this promise, open.
      stdout.destroy()
    }
    const timer = setTimeout(
      () =>
        stop(
          new DomainError(
            'media_tool_timeout',
            `${job.command} took longer than ${job.timeoutMs / 1000} s and was stopped.`,
          ),
        ),
      job.timeoutMs,
    )
    const onAbort = () => {
      const cancelled = new DomainError('cancelled', 'Cancelled.')
      stop(cancelled, 'SIGTERM')
      goodbye = setTimeout(() => stop(cancelled), goodbyeMs)
    }
    job.signal?.addEventListener('abort', onAbort, { once: true })
    const reading = readAll(stdout, job.onStdout).catch((cause: unknown) => {
      // That reading ends is part of stopping; the program has its time all the same.
      if (failure !== null) return
      stop(cause instanceof DomainError ? cause : new DomainError('internal', 'Reading output failed.', { cause }))
    })
    stderr.setEncoding('utf8')
    stderr.on('data', (text: string) => {
      log = (log + text).slice(-logLimit)
      job.onStderr?.(text)
    })
    control.setEncoding('utf8')
    control.on('data', (text: string) => job.onControl?.(text))
    const settle = (code: number | null, signal: NodeJS.Signals | null) => {
      clearTimeout(timer)
      job.signal?.removeEventListener('abort', onAbort)
      if (child.pid !== undefined) {
        // Its leader has ended; what it started need not have.
        if (goodbye !== undefined) signalGroup(child.pid, 'SIGKILL')
        liveGroups.delete(child.pid)
      }
      clearTimeout(goodbye)
      if (failure) return reject(failure)
      void reading.then(() => (failure ? reject(failure) : resolve({ code, signal, log })))
    }
    child.on('error', (error) => {
      failure ??= new DomainError('media_tool_missing', `${job.command} could not be started.`, { cause: error })
      settle(null, null)
    })
    child.on('close', settle)
  })

/**
 * Hands over chunks one at a time. By iteration, because `pause()` does not hold: Node resumes the pipes of a process that exits.
 */
const readAll = async (pipe: Readable, onChunk: GuardedProcess['onStdout']): Promise<void> => {
  for await (const chunk of pipe) await onChunk?.(chunk)
}

/** A program on every core for the whole of its time may not be cut short by the CPU limit before the clock. */
const cpuSecondsFor = (timeoutMs: number): number => Math.ceil((timeoutMs / 1000) * coreCount) + 1

const pipeOf = (child: ChildProcess, descriptor: number): Readable => {
  const pipe = child.stdio[descriptor]
  if (pipe instanceof Readable) return pipe
  throw new DomainError('internal', `The process has no pipe on descriptor ${descriptor}.`)
}
