import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { mantineStyles } from './mantine-styles.ts'

const gateway = process.env.GATEWAY_URL ?? 'http://127.0.0.1:8080'
/** What the gateway answers itself. */
const ofGateway = '^/(api|ingest|public|r|g|webhooks|livez|readyz|metrics)(/|$)'

/**
 * Every visit has these whole. In one file they are smaller compressed than in ten. Not react-i18next: what only some
 * pages use of it is as large as what all of them do.
 */
const base =
  /node_modules.(react|react-dom|scheduler|use-sync-external-store|i18next|clsx|@tanstack.[a-z-]+|@mantine.core.esm.core)[\\/]/

export default defineConfig({
  base: '/admin/',
  plugins: [react(), mantineStyles()],
  // The root tree has an older React for the test runner.
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    target: 'es2022',
    // What is inlined as data: would need a wider Content-Security-Policy, and is not cached on its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'base', test: base }] } } },
  },
  server: { proxy: { [ofGateway]: { target: gateway, changeOrigin: false } } },
})
