import { openBrowser } from './open-browser.ts'

const sections = ['Effect', 'Picture', 'Rules', 'Compare', 'History', 'Doctor']
const prompt =
  'Turn everybody in the photo into a knight of the round table: shining armour, banners in the wind, a castle on a hill. Keep their faces as they are.'

/** Every part of the editor in both colour schemes, to be looked at. */
export async function lookAtEditor(size: string, viewport: { width: number; height: number }): Promise<void> {
  const { gateway, visit } = await openBrowser({ withServices: true })
  await gateway.changeSlot('slot-001', {
    onTimeout: 'fallback',
    fallback: { provider: 'studio', operation: 'look', settings: { style: 'sepia', strength: 60 } },
    chain: [
      { provider: 'gemini', operation: 'edit', settings: { model: 'gemini-3-pro-image', prompt } },
      { provider: 'studio', operation: 'enhance', settings: { tone: 60, colour: 40, sharpness: 30 } },
    ],
  })
  await visit(`everybody can use the editor: ${size}`, { viewport }, async (visited) => {
    const { page, go, checkAccess, checkWidth, screenshot } = visited
    await go('/admin/slots/slot-001')
    for (const section of sections) {
      await page.emulateMedia({ colorScheme: 'light' })
      await page.getByRole('tab', { name: section }).click()
      await page.getByRole('tabpanel').getByRole('heading').first().waitFor()
      await checkWidth(section)
      await checkAccess(section)
      await screenshot(`editor-${section.toLowerCase()}-${size}-light`)
      await page.emulateMedia({ colorScheme: 'dark' })
      await checkAccess(`${section}, dark`)
      await screenshot(`editor-${section.toLowerCase()}-${size}-dark`)
    }
  })
}
