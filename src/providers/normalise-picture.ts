import type { EncodedImage, OutputFormat } from '../media/encode-image.ts'
import type { ScratchFile } from '../media/scratch.ts'

interface Picture {
  /** Of the provider, for the message. */
  name: string
  file: ScratchFile
  output: OutputFormat
}

export async function normalisePicture(_picture: Picture, _signal: AbortSignal): Promise<EncodedImage> {
  throw new Error('being written')
}
