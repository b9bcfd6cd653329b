/** What images are searched by: their state, or that they are kept out. */
export const imageStates = ['pending_processing', 'processing', 'processed', 'error', 'excluded'] as const

export type ImageState = (typeof imageStates)[number]
