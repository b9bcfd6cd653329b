/** Start of image; every JPEG begins so. */
const start = Buffer.from([0xff, 0xd8])

/**
 * The same picture in other bytes, as another shot of the same scene is: a gateway knows a photo by its bytes, and
 * one that comes twice at the same time is one photo. A comment (COM, 0xFFFE) does it in a JPEG; others stay as they are.
 */
export function differentShot(photo: Buffer, number: number): Buffer {
  if (!photo.subarray(0, 2).equals(start)) return photo
  const text = Buffer.from(`shot ${number}`)
  const head = Buffer.from([0xff, 0xfe, 0, 0])
  head.writeUInt16BE(text.length + 2, 2)
  return Buffer.concat([start, head, text, photo.subarray(2)])
}
