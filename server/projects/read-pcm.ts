import { type FileHandle, open } from 'node:fs/promises'
import { DomainError } from '@/server/errors'

const pcmRateHz = 16_000
const bytesPerSample = 2
const samplesPerMs = pcmRateHz / 1000

/**
 * Samples of `[startMs, endMs)` from a 16 kHz mono s16 WAV, clamped to what the file holds. Only that stretch is read, so a
 * two-hour file (230 MB) costs no more memory than a short one.
 * @throws unreadable_media when the file is not such a WAV
 */
export const readPcm = async (wavPath: string, startMs: number, endMs: number): Promise<Int16Array> => {
  const file = await open(wavPath, 'r')
  try {
    const { offset, bytes } = await findSamples(file, wavPath)
    const total = Math.floor(bytes / bytesPerSample)
    const from = Math.min(total, Math.max(0, Math.round(startMs * samplesPerMs)))
    const to = Math.min(total, Math.max(from, Math.round(endMs * samplesPerMs)))
    const pcm = new Int16Array(to - from)
    const target = new Uint8Array(pcm.buffer)
    let filled = 0
    while (filled < target.length) {
      const position = offset + from * bytesPerSample + filled
      const { bytesRead } = await file.read(target, filled, target.length - filled, position)
      if (bytesRead === 0) throw notPcm(wavPath, 'it ends early')
      filled += bytesRead
    }
    return pcm
  } finally {
    await file.close()
  }
}

/** Length of a 16 kHz mono s16 WAV in whole milliseconds, rounded down. @throws unreadable_media */
export const pcmDurationMs = async (wavPath: string): Promise<number> => {
  const file = await open(wavPath, 'r')
  try {
    const { bytes } = await findSamples(file, wavPath)
    return Math.floor(bytes / bytesPerSample / samplesPerMs)
  } finally {
    await file.close()
  }
}

const chunkHeaderBytes = 8
const riffHeaderBytes = 12
const formatBytes = 16

/** Walks the RIFF chunks (ffmpeg puts a LIST before the samples) to where the samples lie. */
const findSamples = async (file: FileHandle, wavPath: string): Promise<{ offset: number; bytes: number }> => {
  const { size } = await file.stat()
  const riff = await readExactly(file, 0, riffHeaderBytes, wavPath)
  if (riff.toString('latin1', 0, 4) !== 'RIFF' || riff.toString('latin1', 8, 12) !== 'WAVE') {
    throw notPcm(wavPath, 'it has no RIFF/WAVE header')
  }
  let position = riffHeaderBytes
  let hasFormat = false
  while (position + chunkHeaderBytes <= size) {
    const header = await readExactly(file, position, chunkHeaderBytes, wavPath)
    const id = header.toString('latin1', 0, 4)
    const bytes = header.readUInt32LE(4)
    position += chunkHeaderBytes
    if (id === 'fmt ') {
      const format = await readExactly(file, position, formatBytes, wavPath)
      const [channels, rate, bits] = [format.readUInt16LE(2), format.readUInt32LE(4), format.readUInt16LE(14)]
      if (channels !== 1 || rate !== pcmRateHz || bits !== 16) {
        throw notPcm(wavPath, `it is ${channels} channel(s), ${rate} Hz, ${bits} bit`)
      }
      hasFormat = true
    }
    // A writer that could not seek back leaves 0xFFFFFFFF as the size: the samples then run to the file's end.
    if (id === 'data' && hasFormat) return { offset: position, bytes: Math.min(bytes, size - position) }
    position += bytes + (bytes % 2)
  }
  throw notPcm(wavPath, 'it has no samples')
}

const readExactly = async (file: FileHandle, position: number, bytes: number, wavPath: string): Promise<Buffer> => {
  const buffer = Buffer.alloc(bytes)
  const { bytesRead } = await file.read(buffer, 0, bytes, position)
  if (bytesRead < bytes) throw notPcm(wavPath, 'it ends inside its header')
  return buffer
}

const notPcm = (wavPath: string, problem: string) =>
  new DomainError(
    'unreadable_media',
    `The extracted sound is not 16 kHz mono 16-bit WAV: ${problem}. Run again to extract it anew.`,
    { details: { wavPath } },
  )
