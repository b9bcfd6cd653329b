import { lookAtPix } from './pix-looks.ts'

await lookAtPix('phone')
