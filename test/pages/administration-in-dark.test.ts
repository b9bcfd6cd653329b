import { lookAtAdministration } from './look-at-administration.ts'

await lookAtAdministration({ scheme: 'dark', size: 'desktop' })
