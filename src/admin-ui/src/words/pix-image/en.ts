export const pixImage = {
  title: 'Image',
}
