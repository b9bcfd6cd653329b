/** No letters that are mistaken for others when they are typed from paper. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
const groups = 3
const groupLength = 4

/** Such as `k7fm-3xqa-p9td`: about 59 bits, easily typed at a booth. */
export function suggestPassword(): string {
  const group = () =>
    Array.from(crypto.getRandomValues(new Uint32Array(groupLength)), (value) => letters[value % letters.length]).join(
      '',
    )
  return Array.from({ length: groups }, group).join('-')
}
