import type { Answer } from './answer.ts'

export type Job = Answer<'/api/jobs'>['jobs'][number]

/** Where a finished picture is, in small. */
export const previewOf = (jobId: string) => `/public/results/${jobId}/preview.webp`
export const resultOf = (jobId: string) => `/public/results/${jobId}`
