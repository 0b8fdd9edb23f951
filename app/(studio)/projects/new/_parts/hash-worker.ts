import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** Hashes a file piece by piece, away from the page: the browser's own digest wants all of it at once. */
const sliceBytes = 4 * 1024 ** 2

const hashFile = async (file: File): Promise<string> => {
  const hash = sha256.create()
  for (let at = 0; at < file.size; at += sliceBytes)
    hash.update(new Uint8Array(await file.slice(at, at + sliceBytes).arrayBuffer()))
  return bytesToHex(hash.digest())
}

self.addEventListener('message', ({ data }: MessageEvent<File>) => {
  hashFile(data).then(
    (hex) => self.postMessage({ hex }),
    () => self.postMessage({ hex: null }),
  )
})
