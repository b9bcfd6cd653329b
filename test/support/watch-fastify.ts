import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { Test } from 'tap'

/** Calls back for every HTTP server that is made from here on, before it has any route. */
function onServer(t: Test, callBack: (server: FastifyInstance) => void): void {
  const listener = (message: unknown) => callBack((message as { fastify: FastifyInstance }).fastify)
  subscribe('fastify.initialization', listener)
  t.teardown(() => unsubscribe('fastify.initialization', listener))
}

/** The lists grow with every route, as in `GET /api/jobs/:jobId`. Ask before the gateway is started. */
export function watchRoutes(t: Test): { routes: string[]; hidden: string[] } {
  const routes: string[] = []
  const hidden: string[] = []
  onServer(t, (server) => {
    server.addHook('onRoute', ({ method, url, schema }: RouteOptions) => {
      const names = [method].flat().map((each) => `${each} ${url}`)
      routes.push(...names)
      if ((schema as { hide?: boolean } | undefined)?.hide) hidden.push(...names)
    })
  })
  return { routes, hidden }
}

/**
 * `guarded` grows with every route behind a guard, as in `POST /api/slots`; `passed` with every request that got past the
 * place of its guard although nobody was recognised. Ask before the gateway is started.
 */
export function watchGuards(t: Test): { guarded: string[]; passed: string[] } {
  const guarded: string[] = []
  const passed: string[] = []
  onServer(t, (server) => {
    server.addHook('onRoute', ({ method, url, onRequest }: RouteOptions) => {
      const isGuarded = [onRequest].flat().some((hook) => (hook as { rule?: object } | undefined)?.rule)
      if (isGuarded) for (const each of [method].flat()) guarded.push(`${each} ${url}`)
    })
    server.addHook('preParsing', async ({ method, raw, routeOptions, person }) => {
      if (guarded.includes(`${method} ${routeOptions.url}`) && !person) passed.push(`${method} ${raw.url}`)
    })
  })
  return { guarded, passed }
}

interface SeenAnswer {
  route: string
  text: string
}

/** The list grows with every answer that is text. Ask before the gateway is started. */
export function watchAnswers(t: Test): SeenAnswer[] {
  const answers: SeenAnswer[] = []
  onServer(t, (server) => {
    server.addHook('onSend', async ({ method, routeOptions }, reply, payload) => {
      const route = `${method} ${routeOptions.url}`
      const head = JSON.stringify(reply.getHeaders())
      answers.push({ route, text: typeof payload === 'string' ? `${head}\n${payload}` : head })
    })
  })
  return answers
}
