import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createContext } from '@/server/compose'
import { DomainError, errorTable, isDomainError } from '@/server/errors'
import type { Log } from '@/server/ports/log'
import { missingLayers } from '@/server/process-sandbox'
import { makeClips } from './make-clips'
import { measureMemory } from './measure-memory'
import { parseClipArgs, usage } from './parse-clip-args'
import { createProgressDisplay, type ProgressDisplay } from './progress-display'

/** Signals this close together are one wish. */
const echoMs = 1_000

const main = async (): Promise<number> => {
  const argv = process.argv.slice(2)
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log(usage)
    return 0
  }
  const options = parseClipArgs(argv)
  const display = createProgressDisplay(process.stderr, Date.now)
  const abort = new AbortController()
  let stoppedAt = 0
  const onSignal = (signal: NodeJS.Signals) => {
    if (abort.signal.aborted) {
      // A terminal signals the whole group and npm passes it on as well: the echo of the first Ctrl-C is not a second one.
      if (Date.now() - stoppedAt > echoMs) process.exit(errorTable.cancelled.exit)
      return
    }
    stoppedAt = Date.now()
    display.note(`${signal}: stopping; finished stages are kept`)
    abort.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  const memory = measureMemory()
  try {
    const ctx = await createContext({ signal: abort.signal, onProgress: display.update, log: notesOf(display) })
    for (const { note } of missingLayers()) display.note(note)
    const report = await makeClips(
      ctx,
      { ...options, videoPath: path.resolve(options.videoPath), outDir: path.resolve(options.outDir) },
      { onStage: display.stage, onNote: display.note, peakRssMb: memory.stop },
    )
    display.close()
    if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
    else console.error(summary(report.clips.length, report.candidates.length, options.outDir))
    // A clip that could not be made is in the report without a loudness; the others are there.
    return report.clips.some((clip) => clip.verified !== null && clip.loudness === null)
      ? errorTable.media_tool_failed.exit
      : 0
  } finally {
    display.close()
    memory.stop()
  }
}

/** What a stage has to say (a model is fetched, a judge did not answer) stays on the screen as a line of its own. */
const notesOf = ({ note }: ProgressDisplay): Log => ({
  info: note,
  warn: (message) => note(`warning: ${message}`),
  error: (message) => note(`error: ${message}`),
})

const summary = (clips: number, candidates: number, outDir: string): string =>
  clips === 0
    ? `No clip was made; report.json in ${outDir} says why for each of ${candidates} candidates.`
    : `${clips} clip${clips === 1 ? '' : 's'} in ${outDir}; report.json says how each was chosen.`

const explain = (error: unknown): number => {
  if (isDomainError(error) && errorTable[error.code].expose) {
    console.error(error.message)
    return errorTable[error.code].exit
  }
  console.error('Something went wrong inside ClipForge. Finished stages are kept; run the command again.')
  console.error(error instanceof DomainError ? (error.cause ?? error) : error)
  return errorTable.internal.exit
}

process.exitCode = await main().catch(explain)
// Engines may hold handles open (ONNX threads); what is worth waiting for has been awaited.
await sleep(50)
process.exit()
