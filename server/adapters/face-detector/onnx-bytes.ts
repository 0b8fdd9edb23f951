/**
 * Just enough protocol buffers to write an ONNX model (field numbers from onnx.proto3, IR version 7, opset 13).
 * A message is a list of encoded fields; unused fields are left out.
 */
const varint = (value: number): Buffer => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest === 0n ? low : low | 0x80)
  } while (rest !== 0n)
  return Buffer.from(bytes)
}

const integer = (field: number, value: number) => Buffer.concat([varint(field << 3), varint(value)])
const bytes = (field: number, value: Uint8Array) =>
  Buffer.concat([varint((field << 3) | 2), varint(value.length), value])
const text = (field: number, value: string) => bytes(field, Buffer.from(value))
const message = (field: number, parts: readonly Buffer[]) => bytes(field, Buffer.concat(parts))

export type Attribute = number | string | readonly number[]
export type Tensor = { readonly dims: readonly number[]; readonly values: Float32Array | BigInt64Array }
export type OnnxNode = {
  readonly op: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes?: Readonly<Record<string, Attribute>>
}

const attributeType = { integer: 2, string: 3, integers: 7 } as const
const elementType = { float: 1, int64: 7 } as const

const encodeAttribute = (name: string, value: Attribute): Buffer => {
  if (typeof value === 'number')
    return message(5, [text(1, name), integer(3, value), integer(20, attributeType.integer)])
  if (typeof value === 'string') return message(5, [text(1, name), text(4, value), integer(20, attributeType.string)])
  return message(5, [text(1, name), ...value.map((each) => integer(8, each)), integer(20, attributeType.integers)])
}

const encodeNode = (node: OnnxNode) =>
  message(1, [
    ...node.inputs.map((name) => text(1, name)),
    text(2, node.output),
    text(4, node.op),
    ...Object.entries(node.attributes ?? {}).map(([name, value]) => encodeAttribute(name, value)),
  ])

const encodeTensor = (name: string, { dims, values }: Tensor) =>
  message(5, [
    ...dims.map((side) => integer(1, side)),
    integer(2, values instanceof Float32Array ? elementType.float : elementType.int64),
    text(8, name),
    bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ])

/** A side given as text is free ("batch"). Outputs leave their shape to inference. */
const encodeValue = (field: number, name: string, dims: readonly (number | string)[] | null) => {
  const sides = dims?.map((side) => message(1, [typeof side === 'number' ? integer(1, side) : text(2, side)]))
  const shape = sides === undefined ? [] : [message(2, sides)]
  return message(field, [text(1, name), message(2, [message(1, [integer(1, elementType.float), ...shape])])])
}

export const encodeOnnx = (graph: {
  readonly nodes: readonly OnnxNode[]
  readonly tensors: ReadonlyMap<string, Tensor>
  readonly input: { readonly name: string; readonly dims: readonly (number | string)[] }
  readonly outputs: readonly string[]
}): Uint8Array =>
  Buffer.concat([
    integer(1, 7),
    message(7, [
      ...graph.nodes.map(encodeNode),
      text(2, 'faces'),
      ...[...graph.tensors].map(([name, tensor]) => encodeTensor(name, tensor)),
      encodeValue(11, graph.input.name, graph.input.dims),
      ...graph.outputs.map((name) => encodeValue(12, name, null)),
    ]),
    message(8, [text(1, ''), integer(2, 13)]),
  ])
