export type TextKind = 'text' | 'license_plate' | 'house_number'

/**
 * Plates as they are written in Germany and around it, without what separates their groups. The reader often takes the
 * seals between the groups for a letter or a digit, and the blue band for its D.
 */
const plates = [
  /^D?[A-ZÄÖÜ]{1,3}[A-Z0-9]?[A-Z]{1,2}[1-9]\d{0,3}[EH]?$/, // Germany
  /^[A-Z]{1,2}\d{3,5}[A-Z]{1,3}$/, // Austria
  /^[A-Z]{2}\d{2,6}$/, // Switzerland, Denmark
  /^[A-Z]{2}\d{3}[A-Z]{2}$/, // France, Italy
  /^(?:[A-Z]{2}\d{2}[A-Z]{2}|\d{2}[A-Z]{2,3}\d{1,2}|[A-Z]{1,2}\d{2,3}[A-Z]{1,2}|\d[A-Z]{3}\d{2})$/, // Netherlands
  /^[A-Z]{2,3}[A-Z0-9]{4,5}$/, // Poland, Slovakia
  /^\d[A-Z]\d\d{4}$/, // Czechia
  /^[12][A-Z]{3}\d{3}$/, // Belgium
  /^\d{4}[BCDFGHJ-NPR-TV-Z]{3}$/, // Spain
  /^[A-Z]{2}\d{2}[A-Z]{3}$/, // Great Britain
]
const houseNumber = /^\d{1,4} ?[A-Za-z]?(?: ?[-–/] ?\d{1,4} ?[A-Za-z]?)?$/

/** Shapes alone: whether the letters are on a car, nobody here can tell. */
export function classifyText(text: string, { exterior }: { exterior: boolean }): TextKind {
  const trimmed = text.trim()
  if (exterior && houseNumber.test(trimmed)) return 'house_number'
  return isPlate(trimmed) ? 'license_plate' : 'text'
}

/** Words have no digits, and sentences more than a plate. */
function isPlate(text: string): boolean {
  if (text.split(/\s+/).length > 4 || /[a-zäöüß]{2}/.test(text)) return false
  const letters = text.toUpperCase().replace(/[^A-ZÄÖÜ0-9]/g, '')
  if (letters.length < 4 || letters.length > 9 || !/\d/.test(letters) || !/[A-ZÄÖÜ]/.test(letters)) return false
  return plates.some((shape) => shape.test(letters))
}
