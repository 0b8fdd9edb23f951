const headerBytes = 44
const rateHz = 16_000

/** A 16 kHz mono s16 WAV file in memory: what speech programs and services take. */
export const encodeWav = (pcm: Int16Array): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(headerBytes + pcm.length * 2)
  const view = new DataView(bytes.buffer)
  const ascii = (offset: number, text: string) => {
    for (let index = 0; index < text.length; index++) view.setUint8(offset + index, text.charCodeAt(index))
  }
  ascii(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  ascii(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rateHz, true)
  view.setUint32(28, rateHz * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  ascii(36, 'data')
  view.setUint32(40, pcm.length * 2, true)
  pcm.forEach((sample, index) => {
    view.setInt16(headerBytes + index * 2, sample, true)
  })
  return bytes
}
