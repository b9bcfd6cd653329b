import { renderSVG } from 'uqr'

/** A QR code as SVG, with the quiet zone that scanners want. */
export function drawQrCode(text: string): string {
  return renderSVG(text, { ecc: 'M', border: 4 })
}
