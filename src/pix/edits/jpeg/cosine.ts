/** The cosine transform of 8 × 8 samples and its inverse (T.81, A.3.3), without the detour over whole numbers. */

const side = 8

/** By frequency and place. */
const waves = Float64Array.from({ length: side * side }, (_, index) => {
  const [frequency, place] = [Math.floor(index / side), index % side]
  const scale = frequency === 0 ? Math.SQRT1_2 : 1
  return (scale / 2) * Math.cos(((2 * place + 1) * frequency * Math.PI) / (2 * side))
})
const half = new Float64Array(side * side)

/** Samples around 0 become frequencies, in rows from the lowest one. In place. */
export function transform(block: Float64Array): void {
  for (let row = 0; row < side; row += 1) {
    for (let frequency = 0; frequency < side; frequency += 1) {
      let sum = 0
      for (let place = 0; place < side; place += 1) {
        sum += (waves[frequency * side + place] as number) * (block[row * side + place] as number)
      }
      half[row * side + frequency] = sum
    }
  }
  for (let frequency = 0; frequency < side; frequency += 1) {
    for (let column = 0; column < side; column += 1) {
      let sum = 0
      for (let place = 0; place < side; place += 1) {
        sum += (waves[frequency * side + place] as number) * (half[place * side + column] as number)
      }
      block[frequency * side + column] = sum
    }
  }
}

/** And back. */
export function restore(block: Float64Array): void {
  for (let row = 0; row < side; row += 1) {
    for (let place = 0; place < side; place += 1) {
      let sum = 0
      for (let frequency = 0; frequency < side; frequency += 1) {
        sum += (waves[frequency * side + place] as number) * (block[row * side + frequency] as number)
      }
      half[row * side + place] = sum
    }
  }
  for (let place = 0; place < side; place += 1) {
    for (let column = 0; column < side; column += 1) {
      let sum = 0
      for (let frequency = 0; frequency < side; frequency += 1) {
        sum += (waves[frequency * side + place] as number) * (half[frequency * side + column] as number)
      }
      block[place * side + column] = sum
    }
  }
}
