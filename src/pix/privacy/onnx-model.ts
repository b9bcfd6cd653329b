/**
 * Writes a network in the ONNX format, as much of it as a network of convolutions needs: the message types and the
 * numbers of their fields are those of onnx.proto3, opset 13.
 */

export interface OnnxNode {
  operator: string
  inputs: string[]
  output: string
  attributes?: Record<string, number | string | number[]>
}

export interface OnnxConstant {
  name: string
  shape: number[]
  values: Float32Array | BigInt64Array
}

interface OnnxModel {
  nodes: OnnxNode[]
  constants: OnnxConstant[]
  input: { name: string; shape: number[] }
  outputs: string[]
}

const elementTypes = { float: 1, int64: 7 }
const attributeTypes = { int: 2, string: 3, ints: 7 }
const opset = 13
const irVersion = 8

export function encodeOnnx({ nodes, constants, input, outputs }: OnnxModel): Buffer {
  const graph = Buffer.concat([
    ...nodes.map((node) => field(1, encodeNode(node))),
    field(2, 'network'),
    ...constants.map((constant) => field(5, encodeConstant(constant))),
    field(11, Buffer.concat([field(1, input.name), field(2, floatType(input.shape))])),
    ...outputs.map((name) => field(12, Buffer.concat([field(1, name), field(2, floatType(null))]))),
  ])
  return Buffer.concat([integer(1, irVersion), field(8, integer(2, opset)), field(7, graph)])
}

function encodeNode({ operator, inputs, output, attributes = {} }: OnnxNode): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => field(1, name)),
    field(2, output),
    field(3, output),
    field(4, operator),
    ...Object.entries(attributes).map(([name, value]) => field(5, encodeAttribute(name, value))),
  ])
}

function encodeAttribute(name: string, value: number | string | number[]): Buffer {
  if (typeof value === 'number') return Buffer.concat([field(1, name), integer(3, value), kind(attributeTypes.int)])
  if (typeof value === 'string') return Buffer.concat([field(1, name), field(4, value), kind(attributeTypes.string)])
  return Buffer.concat([field(1, name), ...value.map((each) => integer(8, each)), kind(attributeTypes.ints)])
}

const kind = (type: number) => integer(20, type)

function encodeConstant({ name, shape, values }: OnnxConstant): Buffer {
  const type = values instanceof Float32Array ? elementTypes.float : elementTypes.int64
  const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  return Buffer.concat([...shape.map((size) => integer(1, size)), integer(2, type), field(8, name), field(9, raw)])
}

function floatType(shape: number[] | null): Buffer {
  const sizes = shape?.map((size) => field(1, integer(1, size)))
  const tensor = Buffer.concat([integer(1, elementTypes.float), ...(sizes ? [field(2, Buffer.concat(sizes))] : [])])
  return field(1, tensor)
}

/** A field whose value has a length: a text, bytes, or a message. */
function field(number: number, value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes])
}

const integer = (number: number, value: number) => Buffer.concat([varint(number * 8), varint(value)])

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from([...bytes, rest])
}
