import os from 'node:os'
import { loadFaceModels } from './face-models'
import { createFaceReader } from './read-faces'
import type { WorkerAnswer, WorkerRequest } from './worker-messages'

/**
 * One detecting process: frames come over the IPC channel, faces go back. It yields to everything else on the machine, and
 * the closing of the channel (the parent ended it, left, or was killed) ends it.
 */
os.setPriority(19)
process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches the whole process group; the parent decides what it means.
process.on('SIGINT', () => undefined)

const answer = (message: WorkerAnswer) => process.send?.(message)

const readFaces = createFaceReader(await loadFaceModels())
let last: Promise<void> = Promise.resolve()

process.on('message', (message) => {
  // Safe: only `human.ts` holds the other end of the channel.
  const { id, frame } = message as WorkerRequest
  last = last.then(async () => {
    try {
      const { tMs, isThorough = false, withEmbedding = false, follow = [] } = frame
      answer({ kind: 'faces', id, faces: await readFaces(frame, { tMs, isThorough, withEmbedding, follow }) })
    } catch (error) {
      answer({ kind: 'failed', id, reason: error instanceof Error ? error.message : String(error) })
    }
  })
})
answer({ kind: 'ready' })
