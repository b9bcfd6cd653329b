import t from 'tap'
import { startTestGateway, type TestGateway } from './support/gateway.ts'

/** What a guest's program is told about a picture that is not there: the language, and on the way the address. */
async function speaks(gateway: TestGateway): Promise<string> {
  const headers = { accept: 'text/html', 'accept-language': 'fr' }
  const page = await (await fetch(`${gateway.url}/r/nothing`, { headers })).text()
  return /<html lang="(\w+)"/.exec(page)?.[1] ?? page
}

t.test('a public address and a language set on one node hold on the others, without a restart', async (t) => {
  const one = await startTestGateway(t, { environment: { PUBLIC_BASE_URL: 'https://first.example/' } })
  const other = await startTestGateway(t, { databaseUrl: one.databaseUrl, directory: one.directory })
  t.match(one.app.settings.latest(), { publicBaseUrl: 'https://first.example', publicBaseUrlSource: 'environment' })
  t.match(other.app.settings.latest(), { publicBaseUrl: null, publicBaseUrlSource: null })
  t.equal(await speaks(one), 'en')

  await one.app.settings.change({ publicBaseUrl: 'https://second.example', locale: 'de' })
  t.match(one.app.settings.latest(), { publicBaseUrl: 'https://second.example' }, 'at once where it was set')
  while (other.app.settings.latest().locale !== 'de') await new Promise(setImmediate)
  t.match(other.app.settings.latest(), { publicBaseUrl: 'https://second.example', publicBaseUrlSource: 'person' })
  for (const gateway of [one, other]) t.equal(await speaks(gateway), 'de')

  await one.app.settings.change({ publicBaseUrl: null })
  t.match(one.app.settings.latest(), { publicBaseUrl: 'https://first.example', publicBaseUrlSource: 'environment' })
})
