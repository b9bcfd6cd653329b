import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { z } from 'zod'
import { encodeOnnx, type OnnxConstant, type OnnxNode } from './onnx-model.ts'

/**
 * The face detector of face-api (SSD on MobileNet V1, 512 × 512, weights of 5.6 MB inside @vladmandic/face-api), written
 * as an ONNX network, so that one runtime serves faces and texts: TensorFlow.js would be 75 MB beside it. What is built is
 * what the package's src/ssdMobilenetv1 says, layer by layer; the batch normalisations are folded into the convolutions.
 */

export const faceSidePixels = 512

export interface FaceNetwork {
  model: Buffer
  /** The boxes that the answers are relative to: top, left, bottom, right, as shares of the input's side. */
  anchors: Float32Array
}

const manifestSchema = z.tuple([
  z.object({
    weights: z.array(
      z.object({
        name: z.string(),
        shape: z.array(z.int()),
        quantization: z.object({ scale: z.number(), min: z.number(), dtype: z.literal('uint8') }).optional(),
      }),
    ),
  }),
])

interface Weight {
  shape: number[]
  values: Float32Array
}

const batchNormEpsilon = 0.001
const halving = new Set([2, 4, 6, 12])
const { resolve } = createRequire(import.meta.url)

export async function buildFaceNetwork(): Promise<FaceNetwork> {
  const weights = await readWeights()
  const weight = (name: string): Weight => {
    const found = weights.get(name)
    if (!found) throw new Error(`the face detector has no ${name}`)
    return found
  }
  const nodes: OnnxNode[] = []
  const constants: OnnxConstant[] = [
    { name: 'zero', shape: [], values: Float32Array.of(0) },
    { name: 'six', shape: [], values: Float32Array.of(6) },
    { name: 'to boxes', shape: [3], values: BigInt64Array.of(1n, -1n, 4n) },
    { name: 'to classes', shape: [3], values: BigInt64Array.of(1n, -1n, 3n) },
  ]
  const keep = (name: string, shape: number[], values: Float32Array) => {
    constants.push({ name, shape, values })
    return name
  }
  const add = (operator: string, inputs: string[], output: string, attributes: OnnxNode['attributes'] = {}) => {
    nodes.push({ operator, inputs, output, attributes })
    return output
  }
  const clip = (input: string) => add('Clip', [input, 'zero', 'six'], `${input} clipped`)

  function convolve(input: string, name: string, kernel: Weight, bias: Float32Array, step = 1, groups = 1): string {
    const inputs = [
      input,
      keep(`${name} kernel`, kernel.shape, kernel.values),
      keep(`${name} bias`, [bias.length], bias),
    ]
    return add('Conv', inputs, name, { auto_pad: 'SAME_UPPER', strides: [step, step], group: groups })
  }

  function pointwise(input: string, prefix: string, step = 1): string {
    const kernel = outputFirst(weight(`${prefix}/weights`))
    return clip(convolve(input, prefix, kernel, weight(`${prefix}/convolution_bn_offset`).values, step))
  }

  function depthwise(input: string, layer: number): string {
    const prefix = `MobilenetV1/Conv2d_${layer}_depthwise`
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
      (part) => weight(`${prefix}/BatchNorm/${part}`).values,
    ) as [Float32Array, Float32Array, Float32Array, Float32Array]
    const scale = gamma.map((each, channel) => each / Math.sqrt((variance[channel] ?? 0) + batchNormEpsilon))
    const bias = beta.map((each, channel) => each - (mean[channel] ?? 0) * (scale[channel] ?? 0))
    const kernel = channelFirst(weight(`${prefix}/depthwise_weights`))
    const perChannel = kernel.values.length / scale.length
    const values = kernel.values.map((each, at) => each * (scale[Math.floor(at / perChannel)] ?? 0))
    const step = halving.has(layer) ? 2 : 1
    return clip(convolve(input, prefix, { ...kernel, values }, bias, step, scale.length))
  }

  function predict(input: string, predictor: number, what: 'BoxEncoding' | 'Class', to: string): string {
    const name = `Prediction/BoxPredictor_${predictor}/${what}Predictor`
    const drawn = convolve(input, name, outputFirst(weight(`${name}/weights`)), weight(`${name}/biases`).values)
    const rows = add('Transpose', [drawn], `${name} rows`, { perm: [0, 2, 3, 1] })
    return add('Reshape', [rows, to], `${name} list`)
  }

  let trunk = pointwise('input', 'MobilenetV1/Conv2d_0_pointwise', 2)
  const features: string[] = []
  for (let layer = 1; layer <= 13; layer += 1) {
    trunk = pointwise(depthwise(trunk, layer), `MobilenetV1/Conv2d_${layer}_pointwise`)
    if (layer === 11 || layer === 13) features.push(trunk)
  }
  for (let layer = 0; layer < 8; layer += 1) {
    trunk = pointwise(trunk, `Prediction/Conv2d_${layer}_pointwise`, layer % 2 === 1 ? 2 : 1)
    if (layer % 2 === 1) features.push(trunk)
  }
  const boxes = features.map((feature, at) => predict(feature, at, 'BoxEncoding', 'to boxes'))
  const classes = features.map((feature, at) => predict(feature, at, 'Class', 'to classes'))
  add('Concat', boxes, 'boxes', { axis: 1 })
  add('Concat', classes, 'classes', { axis: 1 })

  const input = { name: 'input', shape: [1, 3, faceSidePixels, faceSidePixels] }
  const model = encodeOnnx({ nodes, constants, input, outputs: ['boxes', 'classes'] })
  return { model, anchors: weight('Output/extra_dim').values }
}

/** One weight after the other: a byte per value and what it stands for, or four bytes each. */
async function readWeights(): Promise<Map<string, Weight>> {
  const file = (name: string) => readFile(resolve(`@vladmandic/face-api/model/ssd_mobilenetv1_model${name}`))
  const [manifest, bytes] = await Promise.all([file('-weights_manifest.json'), file('.bin')])
  const [{ weights }] = manifestSchema.parse(JSON.parse(manifest.toString()))
  const found = new Map<string, Weight>()
  let at = 0
  for (const { name, shape, quantization } of weights) {
    const count = shape.reduce((product, size) => product * size, 1)
    const values = new Float32Array(count)
    for (let index = 0; index < count; index += 1) {
      values[index] = quantization
        ? bytes.readUInt8(at + index) * quantization.scale + quantization.min
        : bytes.readFloatLE(at + index * 4)
    }
    found.set(name, { shape, values })
    at += quantization ? count : count * 4
  }
  if (at !== bytes.length) throw new Error('the face detector is not whole')
  return found
}

/** TensorFlow keeps kernels as height, width, input, output; ONNX as output, input, height, width. */
const outputFirst = (weight: Weight) => permuted(weight, [3, 2, 0, 1])
/** And those of one channel each as height, width, channel, 1; there as channel, 1, height, width. */
const channelFirst = (weight: Weight) => permuted(weight, [2, 3, 0, 1])

function permuted({ shape, values }: Weight, order: [number, number, number, number]): Weight {
  const size = (axis: number) => shape[axis] ?? 1
  const strides = [size(1) * size(2) * size(3), size(2) * size(3), size(3), 1]
  const [a, b, c, d] = order.map((axis) => ({ size: size(axis), stride: strides[axis] ?? 1 })) as [
    Axis,
    Axis,
    Axis,
    Axis,
  ]
  const moved = new Float32Array(values.length)
  let to = 0
  for (let i = 0; i < a.size; i += 1)
    for (let j = 0; j < b.size; j += 1)
      for (let k = 0; k < c.size; k += 1)
        for (let l = 0; l < d.size; l += 1) {
          moved[to] = values[i * a.stride + j * b.stride + k * c.stride + l * d.stride] ?? 0
          to += 1
        }
  return { shape: order.map(size), values: moved }
}

interface Axis {
  size: number
  stride: number
}
