import { GatewayError } from '../errors.ts'
import type { ScratchFile, Workspace } from '../media/scratch.ts'
import { MalformedJson } from './json-cursor.ts'
import type { BegunAnswer } from './network-failure.ts'
import { mostPictureBytes } from './picture-download.ts'
import { ProviderFailure } from './provider-failure.ts'
import { readJsonDiverting } from './streamed-json.ts'

interface Reading {
  /** Of the provider. */
  name: string
  workspace: Workspace
  signal: AbortSignal
  call: BegunAnswer
  /** Strings up to here stay in the JSON; pictures are longer. */
  longestTextCharacters: number
  mostJsonBytes: number
  /** What a broken line means. */
  toFailure(error: unknown): unknown
}

export interface PictureInJson {
  json: unknown
  /** The picture that a string of the JSON stands for, or is. */
  fileOf(data: string): Promise<ScratchFile>
}

/** `malformed`: it answered, and nobody can read it. */
export function toMalformed(name: string, reason: string, call: BegunAnswer): ProviderFailure {
  return new ProviderFailure('malformed', `${name}: ${call.httpStatus}, but ${reason}`, call)
}

/**
 * An answer with its pictures on the disk: as text in memory they would be there several times. Throws ProviderFailure
 * `malformed` or `bad_media`, the disk's own errors, the signal's reason, or what `toFailure` makes of the rest.
 */
export async function readPictureJson(body: AsyncIterable<Uint8Array>, reading: Reading): Promise<PictureInJson> {
  const { name, workspace, signal, call, longestTextCharacters, mostJsonBytes, toFailure } = reading
  const limits = { longerThanCharacters: longestTextCharacters, mostFileBytes: mostPictureBytes, mostJsonBytes }
  const onFileTooLarge = () => new ProviderFailure('bad_media', `${name}: the picture has more than 40 MB`, call)
  const { json, files } = await readJsonDiverting(body, { workspace, signal, ...limits, onFileTooLarge }).catch(
    (error: unknown) => {
      if (signal.aborted) throw signal.reason
      if (error instanceof GatewayError) throw error
      throw error instanceof MalformedJson ? toMalformed(name, `no JSON: ${error.message}`, call) : toFailure(error)
    },
  )

  /** A picture so small that it came as text. */
  function writeShort(data: string): Promise<ScratchFile> {
    const onTooLarge = () => new GatewayError('internal_error', `${name}: a short text is longer than it is`)
    return workspace.write(pieceOf(data), { mostBytes: longestTextCharacters, onTooLarge, signal })
  }

  return { json, fileOf: async (data) => files.get(data) ?? writeShort(data) }
}

async function* pieceOf(data: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(data, 'base64')
}
