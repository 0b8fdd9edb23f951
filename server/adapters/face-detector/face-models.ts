import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { readGraphModel } from './graph-model'
import { graphToOnnx } from './graph-to-onnx'
import type { RawGrid } from './locate-faces'

/** The networks that `@vladmandic/human` ships, run by onnxruntime on one thread: a worker is a process of its own. */
export type FaceModels = {
  detect(planes: Float32Array): Promise<RawGrid[]>
  mesh(planes: Float32Array, count: number): Promise<{ scores: Float32Array; points: Float32Array }>
  /** One identity vector of 1024 numbers per crop. */
  embed(planes: Float32Array, count: number): Promise<Float32Array[]>
}

/** Looked for on disk: the package's `exports` keys lack "./", so that its files can't be resolved by name. */
const modelDir = (): string => {
  const folders = createRequire(import.meta.url).resolve.paths('@vladmandic/human') ?? []
  const found = folders.map((dir) => path.join(dir, '@vladmandic/human/models')).find((dir) => existsSync(dir))
  if (found === undefined) throw new Error('The package @vladmandic/human is not installed.')
  return found
}

type Network = (planes: Float32Array, count: number) => Promise<Readonly<Record<string, Float32Array>>>

const openNetwork = async (dir: string, name: string, sidePx: number, outputs: readonly string[]): Promise<Network> => {
  const session = await InferenceSession.create(graphToOnnx(readGraphModel(dir, name), sidePx, outputs), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  })
  const [input = ''] = session.inputNames
  return async (planes, count) => {
    const result = await session.run({ [input]: new Tensor('float32', planes, [count, 3, sidePx, sidePx]) })
    return Object.fromEntries(outputs.map((output) => [output, floats(result[output])]))
  }
}

const floats = (tensor: Tensor | undefined): Float32Array => {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('A network answered with something else than floats.')
  return tensor.data
}

const none = new Float32Array()

export const loadFaceModels = async (): Promise<FaceModels> => {
  const dir = modelDir()
  const detector = await openNetwork(dir, 'blazeface', 256, ['Identity', 'Identity_1', 'Identity_2', 'Identity_3'])
  const mesh = await openNetwork(dir, 'facemesh', 192, ['Identity_1', 'Identity_2'])
  // Opened on the first request: it is five times the size of the other two together.
  let identity: Promise<Network> | null = null
  return {
    detect: async (planes) => {
      const found = await detector(planes, 1)
      return [
        { scores: found.Identity ?? none, values: found.Identity_2 ?? none },
        { scores: found.Identity_1 ?? none, values: found.Identity_3 ?? none },
      ]
    },
    mesh: async (planes, count) => {
      const found = await mesh(planes, count)
      return { scores: found.Identity_1 ?? none, points: found.Identity_2 ?? none }
    },
    embed: async (planes, count) => {
      identity ??= openNetwork(dir, 'faceres', 224, ['global_pooling/Mean'])
      const found = (await (await identity)(planes, count))['global_pooling/Mean'] ?? none
      return Array.from({ length: count }, (_, index) => found.subarray(index * 1024, (index + 1) * 1024))
    },
  }
}
