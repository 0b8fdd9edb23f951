/** The last `capacity` frames of a stream, by frame number, in one block of memory. */
export const createFrameRing = (frameBytes: number, capacity: number) => {
  const memory = new Uint8Array(frameBytes * capacity)
  const slots = Array.from({ length: capacity }, (_, slot) =>
    memory.subarray(slot * frameBytes, (slot + 1) * frameBytes),
  )
  let count = 0
  return {
    push(frame: Uint8Array): void {
      slots[count % capacity]?.set(frame)
      count += 1
    },
    /** How many frames have come so far; the newest is `count() - 1`. */
    count: () => count,
    /** The frame of that number, or null when it has not come yet or has been overwritten. */
    at(index: number): Uint8Array | null {
      if (index < 0 || index >= count || index < count - capacity) return null
      return slots[index % capacity] ?? null
    },
  }
}
