import { type Cleaner, type CleanerRecord, sumOfRecords } from '../media/cleaning.ts'

interface Dependencies {
  cleaner: Cleaner
  /** Null: somebody else is at it. */
  cleanPix(options: { dryRun: boolean }): Promise<CleanerRecord | null>
}

/** Both cleanings as one, for a person who asks for it. By themselves each has its own schedule. */
export function createWholeCleaner({ cleaner, cleanPix }: Dependencies): Cleaner {
  return {
    async run(options) {
      const record = await cleaner.run(options)
      const ofPix = await cleanPix({ dryRun: options.dryRun })
      return ofPix ? sumOfRecords(record, ofPix) : { ...record, errors: [...record.errors, isBusy] }
    },
  }
}

const isBusy = 'pix.immo: it is being cleaned already'
