/** Cuts a byte stream into whole frames. The frame handed out is reused: whoever keeps one copies it. */
export const createFrameSplitter = (frameBytes: number, onFrame: (frame: Uint8Array) => void) => {
  const frame = new Uint8Array(frameBytes)
  let filled = 0
  return (chunk: Uint8Array): void => {
    let offset = 0
    while (offset < chunk.length) {
      const taken = Math.min(frameBytes - filled, chunk.length - offset)
      frame.set(chunk.subarray(offset, offset + taken), filled)
      filled += taken
      offset += taken
      if (filled < frameBytes) return
      filled = 0
      onFrame(frame)
    }
  }
}
