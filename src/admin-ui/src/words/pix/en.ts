export const pix = {
  title: 'pix.immo',
}
