import 'virtual:mantine-first.css'
import './page.css'
import { createRoot } from 'react-dom/client'
import { App } from './shell/app.tsx'
import { startLanguages } from './words/languages.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
await startLanguages()
createRoot(root).render(<App />)
