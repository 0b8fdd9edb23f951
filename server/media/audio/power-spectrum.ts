/**
 * Power spectra of real windows: Hann window, radix-2 transform, tables made once. `size` is a power of two.
 * The returned array (size / 2 + 1 bins) is reused by the next call. A full-scale sine gives about 1 in its bin.
 */
export const createPowerSpectrum = (size: number): ((samples: Float32Array) => Float64Array) => {
  const half = size / 2
  const bits = Math.log2(size)
  const window = Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size))
  const cos = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size))
  const sin = Float64Array.from({ length: half }, (_, k) => -Math.sin((2 * Math.PI * k) / size))
  const reversed = Uint32Array.from({ length: size }, (_, n) => reverseBits(n, bits))
  const re = new Float64Array(size)
  const im = new Float64Array(size)
  const power = new Float64Array(half + 1)
  // A Hann window halves a sine's amplitude (coherent gain 0.5), and a real sine shares its energy between two bins.
  const gain = (4 / size) ** 2

  return (samples) => {
    for (let n = 0; n < size; n++) {
      const from = at(reversed, n)
      re[n] = (samples[from] ?? 0) * at(window, from)
      im[n] = 0
    }
    for (let span = 1; span < size; span *= 2) {
      const step = half / span
      for (let start = 0; start < size; start += 2 * span) {
        for (let k = 0; k < span; k++) {
          const a = start + k
          const b = a + span
          const wr = at(cos, k * step)
          const wi = at(sin, k * step)
          const tr = at(re, b) * wr - at(im, b) * wi
          const ti = at(re, b) * wi + at(im, b) * wr
          re[b] = at(re, a) - tr
          im[b] = at(im, a) - ti
          re[a] = at(re, a) + tr
          im[a] = at(im, a) + ti
        }
      }
    }
    for (let k = 0; k <= half; k++) power[k] = (at(re, k) ** 2 + at(im, k) ** 2) * gain
    return power
  }
}

/** Indices above are within bounds by construction; the fallback only satisfies the compiler. */
const at = (values: Float64Array | Uint32Array, index: number): number => values[index] ?? 0

const reverseBits = (value: number, bits: number): number => {
  let result = 0
  for (let bit = 0; bit < bits; bit++) result |= ((value >> bit) & 1) << (bits - 1 - bit)
  return result
}
