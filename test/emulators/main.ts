import { startEmulator } from './emulator.ts'
import { createFalEmulator } from './fal.ts'
import { createGeminiEmulator } from './gemini.ts'
import { createOpenaiEmulator } from './openai.ts'
import { createTurbotextEmulator } from './turbotext.ts'

/** All stand-ins at once, for demonstrations and for people without keys. */
const port = Number(process.env.PORT ?? 9400)
const emulator = await startEmulator({
  services: [createGeminiEmulator, createOpenaiEmulator, createFalEmulator, createTurbotextEmulator],
  port,
})

process.stdout.write(`The stand-ins answer at ${emulator.origin}. Start the gateway with:

  GEMINI_API_KEY=test-key GEMINI_BASE_URL=${emulator.baseUrl('gemini')} \\
  OPENAI_API_KEY=test-key OPENAI_BASE_URL=${emulator.baseUrl('openai')}/v1 \\
  FAL_KEY=test-key:secret FAL_BASE_URL=${emulator.baseUrl('fal')} \\
  TURBOTEXT_API_KEY=test-key TURBOTEXT_BASE_URL=${emulator.baseUrl('turbotext')} PUBLIC_BASE_URL=http://127.0.0.1:8080 \\
  npm start

What they do next: curl -X POST ${emulator.origin}/__emu/scenario -d '{"provider":"gemini","steps":["no-image","success"]}',
or a prompt that ends in #emu:no-image. What they got: curl ${emulator.origin}/__emu/requests
`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.stop())
