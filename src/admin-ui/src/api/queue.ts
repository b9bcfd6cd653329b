import { api } from './api.ts'
import { unwrap } from './failure.ts'

export const resumeQueue = () => unwrap(api.POST('/api/queue/resume'))
