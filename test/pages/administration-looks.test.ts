import { lookAtAdministration } from './look-at-administration.ts'

await lookAtAdministration({ scheme: 'light', size: 'phone' })
