declare module 'heic-decode' {
  interface HeicImage {
    width: number
    height: number
    /** RGBA, upright. */
    decode(): Promise<{ width: number; height: number; data: Uint8ClampedArray<ArrayBuffer> }>
  }

  const heicDecode: {
    /** The pictures of a file, not yet decoded. */
    all(options: { buffer: Uint8Array }): Promise<HeicImage[] & { dispose(): void }>
  }
  export default heicDecode
}
