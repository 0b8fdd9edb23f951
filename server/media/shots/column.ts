/** A growing column of numbers, four bytes each: two hours at 60 frames a second are 1.7 MB. */
export const createColumn = () => {
  let values = new Float32Array(4096)
  let length = 0
  return {
    push(value: number): void {
      if (length === values.length) {
        const wider = new Float32Array(length * 2)
        wider.set(values)
        values = wider
      }
      values[length] = value
      length += 1
    },
    finish: (): Float32Array => values.slice(0, length),
  }
}
