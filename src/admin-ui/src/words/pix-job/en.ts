export const pixJob = {
  title: 'Job',
}
