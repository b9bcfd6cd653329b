import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** The one accent: petrol, far from the green, amber and red of states. */
const petrol: MantineColorsTuple = [
  '#e9f6f8',
  '#d5eaee',
  '#a9d5dd',
  '#7abfcb',
  '#53aebc',
  '#3aa2b3',
  '#1a7787',
  '#12616e',
  '#0d525e',
  '#06414b',
]

/** Neutral, so that no picture is tinted by what is around it. */
const dark: MantineColorsTuple = [
  '#d6d6d4',
  '#b4b4b1',
  '#8f8f8c',
  '#6d6d6a',
  '#454543',
  '#333331',
  '#262625',
  '#1c1c1b',
  '#151514',
  '#0e0e0d',
]

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, dark },
  autoContrast: true,
  luminanceThreshold: 0.35,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.2' },
      h2: { fontSize: '1.25rem', lineHeight: '1.3' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.35' },
    },
  },
  components: {
    Button: { styles: { label: { fontWeight: 550 } } },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.55 } },
      styles: { title: { fontSize: '1.25rem', fontWeight: 620, lineHeight: 1.3 } },
    },
  },
})

/** Mantine's own grey for lesser text is too pale for small letters. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#faf9f7',
    '--mantine-color-text': '#1d1c1a',
    '--mantine-color-dimmed': '#5c5a56',
    '--mantine-color-placeholder': '#6f6d69',
    '--mantine-color-anchor': '#12616e',
    '--mantine-color-error': '#b42318',
    '--page-card': '#ffffff',
    '--page-line': '#e7e5e1',
    '--page-quiet': '#f1efeb',
    '--page-good': '#2b7a3f',
    '--page-slow': '#8a5a00',
    '--page-bad': '#b42318',
  },
  dark: {
    '--mantine-color-body': '#131312',
    '--mantine-color-text': '#eceae6',
    '--mantine-color-dimmed': '#a6a49f',
    '--mantine-color-placeholder': '#8f8d88',
    '--mantine-color-anchor': '#7abfcb',
    '--mantine-color-error': '#ff8a7a',
    '--page-card': '#1c1c1b',
    '--page-line': '#2e2e2c',
    '--page-quiet': '#232322',
    '--page-good': '#79c98c',
    '--page-slow': '#e5b45a',
    '--page-bad': '#ff8a7a',
  },
})
