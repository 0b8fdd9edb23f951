/** A Float32Array that grows by doubling: amortised constant cost, at most twice the memory in use. */
export type GrowingFloats = { push(value: number): void; readonly length: number; toArray(): Float32Array }

export const createGrowingFloats = (): GrowingFloats => {
  let values = new Float32Array(1024)
  let length = 0
  return {
    push: (value) => {
      if (length === values.length) {
        const bigger = new Float32Array(values.length * 2)
        bigger.set(values)
        values = bigger
      }
      values[length++] = value
    },
    get length() {
      return length
    },
    toArray: () => values.slice(0, length),
  }
}
