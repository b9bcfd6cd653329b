export const pixGallery = {
  title: 'Gallery',
}
