import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { DomainError, throwIfCancelled } from '@/server/errors'
import { languageTag } from '@/server/media/transcript/language-tag'
import { readRecognition } from '@/server/media/transcript/read-recognition'
import type { SpeechEngine } from '@/server/ports/speech'
import { unavailable } from './hub-files'
import type { WhisperAnswer, WhisperRequest, WhisperStart } from './whisper-messages'
import { findWhisperModel, openWhisperModel, type WhisperModel, type WhisperModelOptions } from './whisper-model'

export type WhisperLocalOptions = WhisperModelOptions & { readonly cores: number }

const workerFile = fileURLToPath(new URL('./whisper-worker.ts', import.meta.url))
const library = 'transformers.js 4.3.1'
/** Loading half a gigabyte from a slow disk. */
const startTimeoutMs = 180_000
/** The model's memory is given back when no chunk has come for this long: faces and rendering need it next. */
const idleMs = 5_000
const shortestSamples = 1_600
/** Models with ".en" in their name know no other language. */
const englishOnly = /\.en(?:[_-]|$)/

/** Whisper through onnxruntime in a process of its own, so that the caller's event loop stays free. */
export const createWhisperLocal = (options: WhisperLocalOptions): SpeechEngine => {
  let found: ReturnType<typeof findWhisperModel> | undefined
  let opened: Promise<WhisperModel> | undefined
  let running: Promise<WhisperProcess> | undefined
  const open = (signal?: AbortSignal): Promise<WhisperModel> => {
    opened ??= openWhisperModel(options, signal).catch((error: unknown) => {
      opened = undefined
      throw error
    })
    return opened
  }
  const start = async (signal: AbortSignal | undefined): Promise<WhisperProcess> => {
    const model = await open(signal)
    running ??= startProcess({ ...model, threads: options.cores }, () => {
      running = undefined
    }).catch((error: unknown) => {
      running = undefined
      throw error
    })
    return running
  }
  const ask = async (request: Omit<WhisperRequest, 'id'>, signal: AbortSignal | undefined): Promise<WhisperAnswer> => {
    const whisper = await start(signal)
    throwIfCancelled(signal)
    return whisper.ask(request, signal)
  }
  return {
    id: 'whisper',
    version: async (signal) => `${library} ${options.model} ${(await open(signal)).digest.slice(0, 16)}`,
    isPunctuated: true,
    parallelism: 1,
    availability: async (language) => {
      if (englishOnly.test(options.model) && language !== 'en' && language !== 'auto') {
        return { ok: false, reason: `${options.model} understands English only. Choose a model without ".en".` }
      }
      found ??= findWhisperModel(options).catch((error: unknown) => ({
        ok: false as const,
        reason: error instanceof Error ? error.message : String(error),
      }))
      return found
    },
    detectLanguage: async ({ pcm, signal }) => {
      const answer = await ask({ pcm, language: null }, signal)
      return answer.kind === 'language' && answer.token !== null ? languageTag(answer.token) : null
    },
    transcribe: async ({ pcm, language, signal }) => {
      throwIfCancelled(signal)
      if (pcm.length < shortestSamples) return []
      const answer = await ask({ pcm, language: language === 'auto' ? 'en' : language }, signal)
      const recognition =
        answer.kind === 'heard' ? readRecognition(answer.recognition, Math.floor(pcm.length / 16)) : null
      if (recognition === null) throw new DomainError('engine_failed', 'Whisper gave no transcription. Run again.')
      return recognition.words
    },
  }
}

type WhisperProcess = {
  ask(request: Omit<WhisperRequest, 'id'>, signal: AbortSignal | undefined): Promise<WhisperAnswer>
}

const startProcess = (settings: WhisperStart, onEnd: () => void): Promise<WhisperProcess> =>
  new Promise((resolve, reject) => {
    const child = fork(workerFile, [JSON.stringify(settings)], {
      execArgv: ['--import', import.meta.resolve('tsx')],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let complaint = ''
    child.stderr?.setEncoding('utf8')
    child.stderr?.on('data', (text: string) => {
      complaint = (complaint + text).slice(-2_000)
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs)
    const waiting = new Map<number, (answer: WhisperAnswer | DomainError) => void>()
    child.on('error', (error) => reject(unavailable('Whisper could not be started. Run npm start to repair.', error)))
    child.on('exit', (code) => {
      clearTimeout(timer)
      onEnd()
      reject(
        new DomainError(
          'engine_unavailable',
          'Whisper stopped while loading its model: the model folder may be damaged.',
          {
            details: { code, complaint },
          },
        ),
      )
      const gone = new DomainError('engine_failed', 'Whisper ended unexpectedly. Run again to go on.', {
        details: { code, complaint },
      })
      for (const settle of waiting.values()) settle(gone)
    })
    child.on('message', (message) => {
      // Safe: the worker is our own file and sends nothing else.
      const answer = message as WhisperAnswer
      if (answer.kind !== 'ready') return waiting.get(answer.id)?.(answer)
      clearTimeout(timer)
      resolve(createAsker(child, waiting))
    })
  })

const createAsker = (
  child: ChildProcess,
  waiting: Map<number, (answer: WhisperAnswer | DomainError) => void>,
): WhisperProcess => {
  let nextId = 0
  let idle: NodeJS.Timeout | undefined
  return {
    ask: (request, signal) =>
      new Promise((resolve, reject) => {
        clearTimeout(idle)
        const id = nextId++
        // onnxruntime can't be interrupted: a cancelled chunk ends its process.
        const cancel = () => child.kill('SIGKILL')
        signal?.addEventListener('abort', cancel, { once: true })
        waiting.set(id, (answer) => {
          waiting.delete(id)
          signal?.removeEventListener('abort', cancel)
          if (waiting.size === 0) idle = setTimeout(() => child.kill('SIGKILL'), idleMs)
          if (signal?.aborted) return reject(new DomainError('cancelled', 'Cancelled.'))
          if (answer instanceof DomainError) return reject(answer)
          if (answer.kind === 'failed') {
            return reject(new DomainError('engine_failed', `Whisper failed on a chunk: ${answer.reason}`))
          }
          resolve(answer)
        })
        child.send({ id, ...request } satisfies WhisperRequest, (error) => {
          if (error !== null) waiting.get(id)?.(new DomainError('engine_failed', 'Whisper is gone.', { cause: error }))
        })
      }),
  }
}
