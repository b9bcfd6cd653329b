import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Pictures } from './pictures.ts'
import { createRandom, type Random } from './random.ts'

/** How the stand-in treats its callers. */
export interface Temper {
  leastMilliseconds: number
  mostMilliseconds: number
  /** Shares of the calls that fail with 500, and that are never answered. */
  failing: number
  hanging: number
}

/** Who calls: no real service asks that. */
export const nodeHeader = 'x-chaos-node'

export interface ProviderCall {
  photo: string
  node: string
  /** The first call for this photo is 1. */
  number: number
  /** `torn`: the photo did not come whole. `closed`: the caller went away before the answer. */
  end: 'open' | 'answered' | 'failed' | 'closed' | 'torn'
}

interface Dependencies {
  seed: string
  pictures: Pictures
  temper: Temper
}

/**
 * The other side of the bill: a picture service that writes down every call by the photo it was for, before it does
 * anything else. What it does with a call depends on seed, photo and number alone, not on who comes first.
 */
export async function startStrictProvider({ seed, pictures, temper }: Dependencies) {
  const calls: ProviderCall[] = []
  const counts = new Map<string, number>()
  const complaints: string[] = []

  function writeDown(photo: string, node: string): ProviderCall {
    const number = (counts.get(photo) ?? 0) + 1
    counts.set(photo, number)
    const call: ProviderCall = { photo, node, number, end: 'open' }
    calls.push(call)
    return call
  }

  async function take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { body, isWhole } = await readAll(request)
    const photo = pictures.idIn(body)
    if (!photo) {
      if (isWhole) complaints.push('a call without a photo that we know')
      response.writeHead(400).end()
      return
    }
    const call = writeDown(photo, String(request.headers[nodeHeader]))
    if (!isWhole) {
      call.end = 'torn'
      return
    }
    if (!body.equals(pictures.photo(photo))) complaints.push(`photo ${photo} came with other bytes than were sent`)
    response.once('close', () => {
      if (call.end === 'open') call.end = 'closed'
    })
    await answer(call, response, createRandom(`${seed}/${photo}/${call.number}`))
  }

  async function answer(call: ProviderCall, response: http.ServerResponse, random: Random): Promise<void> {
    const milliseconds = random.between(temper.leastMilliseconds, temper.mostMilliseconds)
    const mood = random.between(0, 1)
    if (mood < temper.hanging) return // until its socket is closed
    await pause(milliseconds)
    if (call.end !== 'open') return
    if (mood < temper.hanging + temper.failing) {
      call.end = 'failed'
      response.writeHead(500).end()
      return
    }
    call.end = 'answered'
    const result = pictures.result(call.photo)
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': result.length }).end(result)
  }

  const server = http.createServer((request, response) => {
    take(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/edit`,
    calls,
    countOf: (photo: string) => counts.get(photo) ?? 0,
    complaints,
    stop(): void {
      server.close()
      server.closeAllConnections()
    },
  }
}

export type StrictProvider = Awaited<ReturnType<typeof startStrictProvider>>

async function readAll(request: http.IncomingMessage): Promise<{ body: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    return { body: Buffer.concat(chunks), isWhole: true }
  } catch {
    return { body: Buffer.concat(chunks), isWhole: false }
  }
}
