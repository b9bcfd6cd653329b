import sampleUrl from '../../../../docs/pictures/sample.jpg'

/** A photo to try things with, for those who have none at hand. */
export { sampleUrl }

export const readSamplePhoto = async () => (await fetch(sampleUrl)).blob()
