import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { cleanEnvironment } from '@/server/clean-environment'
import { DomainError, throwIfCancelled } from '@/server/errors'
import type { FaceDetector, FaceFrame, FacePool, FaceSighting } from '@/server/ports/face-detector'
import type { WorkerAnswer, WorkerRequest } from './worker-messages'

const workerFile = fileURLToPath(new URL('./worker.ts', import.meta.url))
const workerDir = fileURLToPath(new URL('.', import.meta.url))
const startTimeoutMs = 60_000
/** The next frame waits inside the worker, so that it never idles while an answer travels. */
const framesPerWorker = 2

type Waiting = {
  readonly resolve: (faces: readonly FaceSighting[]) => void
  readonly reject: (error: DomainError) => void
}
type Worker = { readonly child: ChildProcess; readonly waiting: Map<number, Waiting> }

/** BlazeFace, a 468-point mesh and an identity network, from the models that `@vladmandic/human` ships. */
export const createHumanDetector = (): FaceDetector => ({
  id: 'human-onnx',
  // Models, then the reading of them: the second number is raised when `read-faces.ts` changes its answers.
  version: async () => 'human 3.3.6, reading 5',
  open: async ({ workers, signal }) => {
    throwIfCancelled(signal)
    const started = await Promise.allSettled(Array.from({ length: Math.max(1, workers) }, () => startWorker(signal)))
    const running = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const failed = started.find((each) => each.status === 'rejected')
    if (failed !== undefined) {
      for (const { child } of running) child.kill('SIGKILL')
      throwIfCancelled(signal)
      throw failed.reason
    }
    return createPool(running, signal)
  },
})

const startWorker = (signal: AbortSignal | undefined): Promise<Worker> =>
  new Promise((resolve, reject) => {
    // TypeScript runs through the loader that the project itself uses; nothing of the parent's environment is passed on.
    const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
    const child = fork(workerFile, {
      cwd: workerDir,
      execArgv: ['--import', loader, '--max-old-space-size=128'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: cleanEnvironment({ PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' }),
    })
    const worker: Worker = { child, waiting: new Map() }
    let complaint = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-4000)
    })
    const abort = () => child.kill('SIGKILL')
    const timer = setTimeout(abort, startTimeoutMs)
    signal?.addEventListener('abort', abort, { once: true })
    const settle = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
    child.once('error', (error) => {
      settle()
      reject(new DomainError('engine_unavailable', 'The face detector could not be started.', { cause: error }))
    })
    child.once('exit', (code) => {
      settle()
      reject(
        new DomainError('engine_unavailable', 'The face detector stopped while starting. Run npm start to repair.', {
          details: { code, complaint },
        }),
      )
      const gone = new DomainError('engine_failed', 'A face detector process ended unexpectedly. Run again to go on.', {
        details: { code, complaint },
      })
      for (const { reject: fail } of worker.waiting.values()) fail(gone)
      worker.waiting.clear()
    })
    child.on('message', (message) => {
      // Safe: the worker is our own file and sends nothing else.
      const answer = message as WorkerAnswer
      if (answer.kind === 'ready') {
        settle()
        resolve(worker)
        return
      }
      const waiting = worker.waiting.get(answer.id)
      worker.waiting.delete(answer.id)
      if (answer.kind === 'faces') waiting?.resolve(answer.faces)
      else waiting?.reject(new DomainError('engine_failed', `Face detection failed: ${answer.reason}`))
    })
  })

const createPool = (workers: readonly Worker[], signal: AbortSignal | undefined): FacePool => {
  type Job = Waiting & { readonly frame: FaceFrame }
  const queue: Job[] = []
  let nextId = 0
  let stopped: DomainError | null = null

  const dispatch = () => {
    while (queue.length > 0) {
      const free = [...workers]
        .filter(({ child, waiting }) => child.connected && waiting.size < framesPerWorker)
        .sort((a, b) => a.waiting.size - b.waiting.size)[0]
      if (free === undefined) {
        if (workers.some(({ child }) => child.connected)) return
        stop(new DomainError('engine_failed', 'No face detector process is left. Run again to go on.'))
        return
      }
      const job = queue.shift()
      if (job === undefined) return
      const id = nextId++
      const then =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          settle(value)
          dispatch()
        }
      free.waiting.set(id, { resolve: then(job.resolve), reject: then(job.reject) })
      const request: WorkerRequest = { id, frame: job.frame }
      free.child.send(request, (error) => {
        if (error === null) return
        const waiting = free.waiting.get(id)
        free.waiting.delete(id)
        waiting?.reject(new DomainError('engine_failed', 'A face detector process is gone.', { cause: error }))
      })
    }
  }
  const stop = (reason: DomainError) => {
    stopped ??= reason
    for (const job of queue.splice(0)) job.reject(reason)
    for (const { waiting } of workers) {
      const failing = [...waiting.values()]
      waiting.clear()
      for (const { reject } of failing) reject(reason)
    }
    for (const { child } of workers) child.kill('SIGKILL')
  }
  const cancel = () => stop(new DomainError('cancelled', 'Cancelled.'))
  signal?.addEventListener('abort', cancel, { once: true })
  return {
    detect: (frame) =>
      new Promise((resolve, reject) => {
        if (stopped !== null) return reject(stopped)
        queue.push({ frame, resolve, reject })
        dispatch()
      }),
    close: async () => {
      signal?.removeEventListener('abort', cancel)
      const gone = workers.map(
        ({ child }) =>
          new Promise<void>((resolve) => {
            if (child.exitCode !== null || child.signalCode !== null) return resolve()
            child.once('exit', () => resolve())
          }),
      )
      stop(new DomainError('engine_failed', 'The face detector was closed.'))
      await Promise.all(gone)
    },
  }
}
