import { access, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runGuarded } from '@/server/child-process'
import { DomainError, throwIfCancelled } from '@/server/errors'
import { encodeWav } from '@/server/media/transcript/encode-wav'
import type { Word } from '@/server/media/types'
import type { ArtifactStore } from '@/server/ports/artifact-store'
import type { SpeechEngine } from '@/server/ports/speech'

const program = 'pocketsphinx_batch'
const programDirs = ['/usr/local/bin', '/usr/bin', '/bin']
const frameMs = 10
/** Shortest sound it can take in: fewer frames than a phone's states end in "no hypothesis" errors. */
const shortestSamples = 1_600

export type PocketSphinxOptions = {
  readonly artifacts: Pick<ArtifactStore, 'openWorkDir'>
  readonly cores: number
  /** Folder with `en-us`, `en-us.lm.bin` and `cmudict-en-us.dict`: where Debian's pocketsphinx-en-us puts them. */
  readonly modelDir?: string
}

/**
 * Debian's PocketSphinx 0.8+5prealpha with its en-us model. One process per chunk, so that a crash or a kill costs one chunk.
 * Silence removal is off: it drops frames, and every later word would come too early.
 */
export const createPocketSphinx = ({
  artifacts,
  cores,
  modelDir = '/usr/share/pocketsphinx/model/en-us',
}: PocketSphinxOptions): SpeechEngine => {
  const files = {
    acoustic: path.join(modelDir, 'en-us'),
    language: path.join(modelDir, 'en-us.lm.bin'),
    dictionary: path.join(modelDir, 'cmudict-en-us.dict'),
  }
  return {
    id: 'pocketsphinx',
    version: async () => 'pocketsphinx 0.8+5prealpha en-us',
    weakness:
      'PocketSphinx gets about 7 words of 10 right on clear English speech, fewer on noise, and writes no punctuation. Bring subtitles, or set up Whisper, for captions that can be published.',
    isPunctuated: false,
    parallelism: cores,
    availability: async (language) => {
      if (language !== 'en' && language !== 'auto') {
        return { ok: false, reason: `PocketSphinx understands English only, not "${language}".` }
      }
      const hasProgram = (await Promise.all(programDirs.map((dir) => exists(path.join(dir, program))))).includes(true)
      const hasModel = (await Promise.all(Object.values(files).map(exists))).every(Boolean)
      if (hasProgram && hasModel) return { ok: true }
      return {
        ok: false,
        reason: 'PocketSphinx is not installed: apt-get install pocketsphinx pocketsphinx-en-us.',
      }
    },
    transcribe: async ({ pcm, signal }) => {
      throwIfCancelled(signal)
      if (pcm.length < shortestSamples) return []
      const work = await artifacts.openWorkDir('pocketsphinx')
      try {
        await mkdir(path.join(work.path, 'in'))
        await writeFile(path.join(work.path, 'in', 'chunk.wav'), encodeWav(pcm))
        await writeFile(path.join(work.path, 'control'), 'chunk\n')
        let log = ''
        const result = await runGuarded({
          command: program,
          args: [
            ...['-hmm', files.acoustic, '-lm', files.language, '-dict', files.dictionary],
            ...['-ctl', 'control', '-cepdir', 'in', '-cepext', '.wav', '-adcin', 'yes', '-adchdr', '44'],
            ...['-hyp', 'hypothesis', '-remove_silence', 'no', '-backtrace', 'yes', '-dither', 'yes', '-seed', '1'],
          ],
          cwd: work.path,
          // Real-time factor 0.2 alone; on a crowded machine at nice 19 a hundred times that has been seen.
          timeoutMs: 60_000 + Math.ceil(pcm.length / 16) * 20,
          signal,
          onStderr: (text) => {
            log += text
          },
        }).catch((error: unknown) => {
          throw asEngineError(error)
        })
        if (result.code !== 0) {
          throw new DomainError(
            'engine_failed',
            'PocketSphinx stopped without a result. Run again, or use another engine.',
            {
              details: { code: result.code, signal: result.signal, log: result.log.slice(-2_000) },
            },
          )
        }
        return parseBacktrace(log)
      } finally {
        await work.release()
      }
    },
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

const asEngineError = (error: unknown): unknown => {
  if (!(error instanceof DomainError)) return error
  if (error.code === 'media_tool_missing') {
    return new DomainError(
      'engine_unavailable',
      'PocketSphinx could not be started. Install it: apt-get install pocketsphinx pocketsphinx-en-us.',
      { cause: error },
    )
  }
  if (error.code === 'media_tool_timeout') return new DomainError('engine_failed', error.message, { cause: error })
  return error
}

/** `word  startFrame endFrame posterior ...`; end frames are inclusive. */
const backtraceRow = /^(\S+)\s+(\d+)\s+(\d+)\s+([\d.]+)\s+-?\d+\s+-?\d+\s+-?\d+\s*$/

/**
 * Words of the last backtrace table in PocketSphinx's log (the best path through the lattice). Alternative pronunciations
 * lose their "(2)"; sentence marks, silence and noises are no words.
 */
const parseBacktrace = (log: string): Word[] => {
  const tables = log.split(/^word\s+start\s+end\s+pprob.*$/m)
  if (tables.length < 2) return []
  const words: Word[] = []
  for (const line of (tables.at(-1) ?? '').split('\n')) {
    const row = backtraceRow.exec(line)
    const [, spelling = '', first = '', last = '', posterior = ''] = row ?? []
    if (row === null || /^[<[+]/.test(spelling)) continue
    words.push({
      text: spelling.replace(/\(\d+\)$/, ''),
      startMs: Number(first) * frameMs,
      endMs: (Number(last) + 1) * frameMs,
      confidence: Math.min(1, Number(posterior)),
    })
  }
  return words
}
