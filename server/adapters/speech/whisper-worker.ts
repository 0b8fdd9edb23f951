import os from 'node:os'
import path from 'node:path'
import { env, pipeline, Tensor } from '@huggingface/transformers'
import type { WhisperAnswer, WhisperRequest, WhisperStart } from './whisper-messages'

/**
 * The process that holds the model: sound comes over the IPC channel, words go back. It never uses the network, yields to
 * everything else on the machine, and ends with the channel.
 */
os.setPriority(19)
process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches the whole process group; the parent decides what it means.
process.on('SIGINT', () => undefined)

const answer = (message: WhisperAnswer) => process.send?.(message)

// Safe: only `whisper-local.ts` starts this file.
const start = JSON.parse(process.argv[2] ?? '{}') as WhisperStart
env.allowRemoteModels = false
env.useFSCache = false
env.localModelPath = path.dirname(start.folder)

const hear = await pipeline('automatic-speech-recognition', path.basename(start.folder), {
  local_files_only: true,
  device: 'cpu',
  dtype: { encoder_model: start.encoder, decoder_model_merged: start.decoder },
  session_options: { intraOpNumThreads: start.threads, interOpNumThreads: 1 },
})

type GenerationSettings = {
  readonly is_multilingual?: boolean
  readonly lang_to_id?: Record<string, number> | null
  readonly decoder_start_token_id?: number
}
// Safe: `generation_config.json` of every Whisper model has these; both are looked at before use.
const settings = (hear.model as unknown as { generation_config: GenerationSettings | null }).generation_config

const toFloat = (pcm: Int16Array): Float32Array => Float32Array.from(pcm, (sample) => sample / 32_768)

/** Whisper's first token after the start names the language. */
const detect = async (pcm: Int16Array): Promise<string | null> => {
  const languages = settings?.lang_to_id
  const startToken = settings?.decoder_start_token_id
  if (!settings?.is_multilingual || !languages || startToken === undefined) return null
  const { input_features } = await hear.processor(toFloat(pcm))
  const output = await hear.model.generate({
    inputs: input_features,
    decoder_input_ids: [startToken],
    max_new_tokens: 1,
    return_timestamps: false,
  })
  if (!(output instanceof Tensor)) return null
  const last = Number(output.tolist()[0]?.at(-1))
  const token = Object.entries(languages).find(([, id]) => id === last)?.[0]
  return token?.replace(/[<|>]/g, '') ?? null
}

const recognise = async (pcm: Int16Array, language: string): Promise<unknown> => {
  const multilingual = settings?.is_multilingual ? { language, task: 'transcribe' } : {}
  const heard = await hear(toFloat(pcm), { return_timestamps: 'word', ...multilingual })
  return {
    text: heard.text,
    words: (heard.chunks ?? []).map(({ text, timestamp: [from, to] }) => ({ word: text, start: from, end: to })),
  }
}

let last: Promise<void> = Promise.resolve()
process.on('message', (message) => {
  // Safe: only `whisper-local.ts` holds the other end of the channel.
  const { id, pcm, language } = message as WhisperRequest
  last = last.then(async () => {
    try {
      if (language === null) answer({ kind: 'language', id, token: await detect(pcm) })
      else answer({ kind: 'heard', id, recognition: await recognise(pcm, language) })
    } catch (error) {
      answer({ kind: 'failed', id, reason: error instanceof Error ? error.message : String(error) })
    }
  })
})
answer({ kind: 'ready' })
