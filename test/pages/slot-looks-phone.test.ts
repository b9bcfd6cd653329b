import { phone } from './open-browser.ts'
import { lookAtEditor } from './slot-looks.ts'

await lookAtEditor('phone', phone)
