/** At most so many characters, cut between two words where that leaves half of it or more. */
export function limitText(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const letters = [...line]
  if (letters.length <= most) return line
  const cut = letters.slice(0, most - 1).join('')
  const atWord = /^\s/.test(letters[most - 1] ?? '') ? cut.length : cut.search(/\s\S*$/)
  return `${(atWord >= most / 2 ? cut.slice(0, atWord) : cut).replace(/[\s,;:–-]+$/u, '')}…`
}
