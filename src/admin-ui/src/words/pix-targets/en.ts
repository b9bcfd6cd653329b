export const pixTargets = {
  title: 'Targets',
}
