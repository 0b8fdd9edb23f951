import { spawn } from 'node:child_process'
import { DomainError } from './errors'

export type GuardedProcess = {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** The pipe is paused while the returned promise is pending. */
  readonly onStdout?: ((chunk: Buffer) => void | Promise<void>) | undefined
  readonly onStderr?: ((text: string) => void) | undefined
}

export type GuardedResult = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly log: string
}

const logLimit = 64 * 1024

/**
 * Runs an outside program at nice 19 in a process group of its own with a cleared environment; the whole group is killed on
 * cancel, on time-out and when this process exits. Never throws for a bad exit: the caller judges code and log.
 * @throws media_tool_missing, media_tool_timeout, cancelled
 */
export const runGuarded = (job: GuardedProcess): Promise<GuardedResult> =>
  new Promise((resolve, reject) => {
    if (job.signal?.aborted) return reject(new DomainError('cancelled', 'Cancelled.'))
    const child = spawn('nice', ['-n', '19', job.command, ...job.args], {
      cwd: job.cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', HOME: job.cwd },
    })
    let log = ''
    let failure: DomainError | null = null
    let draining: Promise<void> = Promise.resolve()
    const killGroup = () => {
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch (error) {
        // ESRCH: the group has already gone, which is what was wanted.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    }
    const stop = (error: DomainError) => {
      failure ??= error
      killGroup()
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
    const onAbort = () => stop(new DomainError('cancelled', 'Cancelled.'))
    job.signal?.addEventListener('abort', onAbort, { once: true })
    process.once('exit', killGroup)
    child.stdout.on('data', (chunk: Buffer) => {
      const pending = job.onStdout?.(chunk)
      if (pending === undefined) return
      child.stdout.pause()
      draining = pending.then(
        () => void child.stdout.resume(),
        (error: unknown) =>
          stop(
            error instanceof DomainError
              ? error
              : new DomainError('internal', 'Reading output failed.', { cause: error }),
          ),
      )
    })
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (text: string) => {
      log = (log + text).slice(-logLimit)
      job.onStderr?.(text)
    })
    const settle = (code: number | null, signal: NodeJS.Signals | null) => {
      clearTimeout(timer)
      job.signal?.removeEventListener('abort', onAbort)
      process.removeListener('exit', killGroup)
      void draining.then(() => (failure ? reject(failure) : resolve({ code, signal, log })))
    }
    child.on('error', (error) => {
      failure ??= new DomainError(
        'media_tool_missing',
        `${job.command} could not be started. Run npm start, or install it.`,
        { cause: error },
      )
      settle(null, null)
    })
    child.on('close', settle)
  })
