import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

/** The browser out of a package. Once in some hundred times it breaks before it has begun: then once more. */
export async function launchChromium(args: string[]): Promise<Browser> {
  const options = { args, executablePath: await chromium.executablePath(), headless: true }
  return playwright.launch(options).catch(() => playwright.launch(options))
}
