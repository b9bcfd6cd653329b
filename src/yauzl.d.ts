declare module 'yauzl' {
  import type { Readable } from 'node:stream'

  export interface Entry {
    compressedSize: number
    uncompressedSize: number
    crc32: number
    generalPurposeBitFlag: number
    fileNameRaw: Buffer
    extraFields: { id: number; data: Buffer }[]
    isEncrypted(): boolean
    canDecodeFileData(): boolean
  }

  export interface ZipFile {
    entryCount: number
    eachEntry(): AsyncIterable<Entry>
    /** Ends in an error when the bytes are more, or fewer, than the entry says. */
    openReadStreamPromise(entry: Entry): Promise<Readable>
    close(): void
  }

  const yauzl: {
    /** Entries keep their names as bytes. */
    openPromise(path: string, options: { autoClose: false; decodeStrings: false }): Promise<ZipFile>
    getFileNameLowLevel(
      generalPurposeBitFlag: number,
      fileNameRaw: Buffer,
      extraFields: Entry['extraFields'],
      strictFileNames: boolean,
    ): string
  }
  export default yauzl
}
