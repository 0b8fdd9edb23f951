import type { GraphModel, GraphNode, Weight } from './graph-model'
import { type Attribute, encodeOnnx, type OnnxNode, type Tensor } from './onnx-bytes'

/**
 * Translates a TensorFlow.js image network to ONNX, so that onnxruntime's native kernels run it: measured 4 to 6 times
 * less CPU per frame than the wasm backend. Pictures go in as planes (batch, channel, y, x) instead of interleaved, so
 * weights and axes are re-ordered; the batch size is left free. Only what `outputs` need is translated.
 * Throws for an operation that it does not know: the models are fixed files, so that is a fault of this program.
 */
export const graphToOnnx = (model: GraphModel, sidePx: number, outputs: readonly string[]): Uint8Array => {
  const byName = new Map(model.nodes.map((node) => [node.name, node]))
  const nodes: OnnxNode[] = []
  const tensors = new Map<string, Tensor>()
  const done = new Set<string>()
  let inputName = ''

  const find = (name: string): GraphNode => {
    const node = byName.get(name)
    if (node === undefined) throw new Error(`The network has no node ${name}.`)
    return node
  }
  const weightOf = (name: string): Weight => {
    const weight = model.weights.get(name)
    if (weight === undefined) throw new Error(`${name} is not a constant.`)
    return weight
  }
  const floats = (name: string, dims: readonly number[], values: Float32Array) => {
    tensors.set(name, { dims, values })
    return name
  }
  const integers = (name: string, values: readonly number[]) => {
    tensors.set(name, { dims: [values.length], values: BigInt64Array.from(values, BigInt) })
    return name
  }
  const emit = (
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, Attribute>> = {},
  ) => {
    nodes.push({ op, inputs, output, attributes })
    return output
  }
  /** A constant operand: one value per channel stands on the channel axis, a single value anywhere. */
  const operand = (name: string): string => {
    const weight = model.weights.get(name)
    if (weight === undefined) return visit(name)
    const { values } = weight
    return floats(name, values.length === 1 ? [] : [values.length, 1, 1], Float32Array.from(values))
  }
  /**
   * PRelu as slope * x + (1 - slope) * max(x, 0), the factors as depthwise convolutions of one pixel: onnxruntime's own PRelu
   * branches at every value and takes more than half of the mesh's time.
   */
  const leaky = (input: string, slopeName: string, name: string): string => {
    const slopes = weightOf(slopeName).values
    const scaled = (source: string, part: string, factorOf: (slope: number) => number): string => {
      const factors = floats(`${name}/${part}/factors`, [slopes.length, 1, 1, 1], Float32Array.from(slopes, factorOf))
      return emit('Conv', [source, factors], `${name}/${part}`, { kernel_shape: [1, 1], group: slopes.length })
    }
    const positive = emit('Relu', [input], `${name}/positive`)
    const rest = scaled(positive, 'rest', (slope) => 1 - slope)
    return emit('Add', [scaled(input, 'sloped', (slope) => slope), rest], name)
  }
  const convolution = (node: GraphNode, isDepthwise: boolean): string => {
    const [source = '', kernelName = '', biasName = '', slopeName = ''] = node.inputs
    const input = visit(source)
    const kernel = weightOf(kernelName)
    const [rows = 1, columns = 1, inward = 1, outward = 1] = kernel.shape
    const dims = isDepthwise ? [inward * outward, 1, rows, columns] : [outward, inward, rows, columns]
    const inputs = [input, floats(kernelName, dims, channelsFirst(kernel, isDepthwise))]
    if (node.fused.includes('BiasAdd')) {
      const bias = weightOf(biasName)
      inputs.push(floats(biasName, bias.shape, Float32Array.from(bias.values)))
    }
    const [, strideY = 1, strideX = 1] = node.strides
    const activation = node.fused.find((each) => each !== 'BiasAdd')
    const output = activation === undefined ? node.name : `${node.name}/linear`
    emit('Conv', inputs, output, {
      auto_pad: node.padding === 'SAME' ? 'SAME_UPPER' : 'VALID',
      strides: [strideY, strideX],
      kernel_shape: [rows, columns],
      group: isDepthwise ? inward : 1,
    })
    if (activation === undefined) return output
    if (activation === 'Relu') return emit('Relu', [output], node.name)
    if (activation === 'Prelu') return leaky(output, slopeName, node.name)
    throw new Error(`No translation for the activation ${activation}.`)
  }
  const translate = (node: GraphNode): string => {
    const [first = '', second = ''] = node.inputs
    const { name } = node
    switch (node.op) {
      case 'Placeholder':
        inputName = name
        return name
      case 'Conv2D':
      case '_FusedConv2D':
        return convolution(node, false)
      case 'DepthwiseConv2dNative':
        return convolution(node, true)
      case 'Relu':
      case 'Sigmoid':
      case 'Identity':
        return emit(node.op, [visit(first)], name)
      case 'Prelu':
        return leaky(visit(first), second, name)
      case 'Add':
      case 'AddV2':
        return emit('Add', [visit(first), operand(second)], name)
      case 'Mul':
        return emit('Mul', [visit(first), operand(second)], name)
      case 'Minimum':
        return emit('Min', [visit(first), operand(second)], name)
      case 'Maximum':
        return emit('Max', [visit(first), operand(second)], name)
      case 'MaxPool': {
        const [, rows = 1, columns = 1] = node.kernel
        const [, strideY = 1, strideX = 1] = node.strides
        return emit('MaxPool', [visit(first)], name, {
          auto_pad: node.padding === 'SAME' ? 'SAME_UPPER' : 'VALID',
          kernel_shape: [rows, columns],
          strides: [strideY, strideX],
        })
      }
      case 'Pad': {
        const [n0 = 0, n1 = 0, y0 = 0, y1 = 0, x0 = 0, x1 = 0, c0 = 0, c1 = 0] = weightOf(second).values
        return emit('Pad', [visit(first), integers(second, [n0, c0, y0, x0, n1, c1, y1, x1])], name)
      }
      case 'Mean':
        return emit('ReduceMean', [visit(first)], name, { axes: [2, 3], keepdims: 0 })
      case 'Reshape': {
        // The original order of axes decides what a reshape means. Batch stays as it is (0 copies the input's side).
        const interleaved = emit('Transpose', [visit(first)], `${name}/interleaved`, { perm: [0, 2, 3, 1] })
        return emit('Reshape', [interleaved, integers(second, [0, ...weightOf(second).values.slice(1)])], name)
      }
      default:
        throw new Error(`No translation for the operation ${node.op}.`)
    }
  }
  const visit = (name: string): string => {
    if (!done.has(name)) {
      done.add(name)
      translate(find(name))
    }
    return name
  }

  outputs.forEach(visit)
  return encodeOnnx({ nodes, tensors, input: { name: inputName, dims: ['batch', 3, sidePx, sidePx] }, outputs })
}

/** Kernels from (y, x, in, out) to (out, in, y, x), and for depthwise ones from (y, x, in, times) to (in * times, 1, y, x). */
const channelsFirst = ({ shape, values }: Weight, isDepthwise: boolean): Float32Array => {
  const [rows = 1, columns = 1, inward = 1, outward = 1] = shape
  const result = new Float32Array(values.length)
  const area = rows * columns
  let from = 0
  for (let place = 0; place < area; place++)
    for (let into = 0; into < inward; into++)
      for (let out = 0; out < outward; out++) {
        const block = isDepthwise ? into * outward + out : out * inward + into
        result[block * area + place] = values[from++] ?? 0
      }
  return result
}
