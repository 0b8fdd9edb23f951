import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** The two-file format of TensorFlow.js: a graph in JSON and its weights as raw bytes. Only what is read is described. */
const fileSchema = z.object({
  modelTopology: z.object({
    node: z.array(
      z.object({
        name: z.string(),
        op: z.string(),
        input: z.array(z.string()).default([]),
        attr: z
          .object({
            strides: z.object({ list: z.object({ i: z.array(z.coerce.number()) }) }).optional(),
            ksize: z.object({ list: z.object({ i: z.array(z.coerce.number()) }) }).optional(),
            padding: z.object({ s: z.base64() }).optional(),
            fused_ops: z.object({ list: z.object({ s: z.array(z.base64()).default([]) }) }).optional(),
          })
          .default({}),
      }),
    ),
  }),
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string().regex(/^[\w.-]+$/)),
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.number()),
          dtype: z.enum(['float32', 'int32']),
          quantization: z.object({ dtype: z.literal('float16') }).optional(),
        }),
      ),
    }),
  ),
})

export type Weight = { readonly shape: readonly number[]; readonly values: Float32Array | Int32Array }

export type GraphNode = {
  readonly name: string
  readonly op: string
  readonly inputs: readonly string[]
  readonly strides: readonly number[]
  readonly kernel: readonly number[]
  readonly padding: string
  readonly fused: readonly string[]
}

export type GraphModel = { readonly nodes: readonly GraphNode[]; readonly weights: ReadonlyMap<string, Weight> }

const text = (base64: string) => Buffer.from(base64, 'base64').toString('latin1')

/** Reads `<dir>/<name>.json` and the weight files that it names beside it. */
export const readGraphModel = (dir: string, name: string): GraphModel => {
  const file = fileSchema.parse(JSON.parse(readFileSync(path.join(dir, `${name}.json`), 'utf8')))
  const nodes = file.modelTopology.node.map(({ name, op, input, attr }) => ({
    name,
    op,
    inputs: input.map((each) => each.replace(/:0$/, '')),
    strides: attr.strides?.list.i ?? [],
    kernel: attr.ksize?.list.i ?? [],
    padding: attr.padding === undefined ? '' : text(attr.padding.s),
    fused: (attr.fused_ops?.list.s ?? []).map(text),
  }))
  const weights = new Map<string, Weight>()
  for (const group of file.weightsManifest) {
    const bytes = Buffer.concat(group.paths.map((each) => readFileSync(path.join(dir, each))))
    let at = 0
    for (const { name, shape, dtype, quantization } of group.weights) {
      const size = shape.reduce((product, side) => product * side, 1)
      const width = quantization === undefined ? 4 : 2
      // Copied, because a typed array needs an offset that its element size divides.
      const slice = Uint8Array.from(bytes.subarray(at, at + size * width)).buffer
      at += size * width
      const values =
        quantization !== undefined
          ? floatsOf(new Uint16Array(slice))
          : dtype === 'int32'
            ? new Int32Array(slice)
            : new Float32Array(slice)
      weights.set(name, { shape, values })
    }
  }
  return { nodes, weights }
}

/** A loop into a typed array: `from` with a callback takes ten times as long over the seven million weights. */
const floatsOf = (halves: Uint16Array): Float32Array => {
  const floats = new Float32Array(halves.length)
  for (let at = 0; at < halves.length; at++) floats[at] = halfToFloat(halves[at] ?? 0)
  return floats
}

const powers = Float64Array.from({ length: 32 }, (_, exponent) => 2 ** (exponent - 15))

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
export const halfToFloat = (half: number): number => {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * (powers[exponent] ?? 0)
}
