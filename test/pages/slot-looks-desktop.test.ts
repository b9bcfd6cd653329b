import { desktop } from './open-browser.ts'
import { lookAtEditor } from './slot-looks.ts'

await lookAtEditor('desktop', desktop)
