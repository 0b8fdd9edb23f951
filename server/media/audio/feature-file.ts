import type { AudioFeatures } from '../types'

/** "CFA1", then hopMs and the number of hops (uint32 LE), levels as int16 hundredths of a dB, the rest as uint8 shares. */
const magic = [0x43, 0x46, 0x41, 0x31] as const
const headerBytes = 12
const bytesPerHop = 5

/** Five bytes per hop: two hours are 1.1 MB. Steps of 0.01 dB and 1/255 are far below what any stage can tell apart. */
export const encodeFeatures = (features: AudioFeatures): Uint8Array => {
  const hops = features.levelDb.length
  const bytes = new Uint8Array(headerBytes + hops * bytesPerHop)
  const view = new DataView(bytes.buffer)
  bytes.set(magic, 0)
  view.setUint32(4, features.hopMs, true)
  view.setUint32(8, hops, true)
  features.levelDb.forEach((db, hop) => {
    view.setInt16(headerBytes + hop * 2, Math.round(db * 100), true)
  })
  const shares = [features.voice, features.flux, features.laughter]
  shares.forEach((values, row) => {
    const offset = headerBytes + hops * (2 + row)
    values.forEach((value, hop) => {
      bytes[offset + hop] = Math.round(Math.min(1, Math.max(0, value)) * 255)
    })
  })
  return bytes
}

/** null when the bytes are not such a file. */
export const decodeFeatures = (bytes: Uint8Array): AudioFeatures | null => {
  if (bytes.length < headerBytes || magic.some((value, index) => bytes[index] !== value)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const hops = view.getUint32(8, true)
  if (bytes.length !== headerBytes + hops * bytesPerHop) return null
  const share = (row: number) =>
    Float32Array.from({ length: hops }, (_, hop) => view.getUint8(headerBytes + hops * (2 + row) + hop) / 255)
  return {
    hopMs: view.getUint32(4, true),
    levelDb: Float32Array.from({ length: hops }, (_, hop) => view.getInt16(headerBytes + hop * 2, true) / 100),
    voice: share(0),
    flux: share(1),
    laughter: share(2),
  }
}
