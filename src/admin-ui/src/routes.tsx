import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import type { AuditFilter } from './api/audit.ts'
import { isPassing, isSignedOut } from './api/failure.ts'
import { type Me, meQuery, type Role } from './api/me.ts'
import { later } from './beyond-first.ts'
import { gallerySearch } from './pages/gallery/gallery-search.ts'
import { readJobSearch } from './pages/jobs/job-search.ts'
import { readPixSearch } from './pages/pix/pix-search.ts'
import { readPixJobSearch } from './pages/pix-job/pix-job-search.ts'
import { isSection, type Section } from './pages/slot-editor/sections.ts'
import { readStatisticsSearch } from './pages/statistics/period.ts'
import { safeTarget } from './shell/safe-target.ts'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Who may see the page; left out: whoever is signed in. */
    role?: Role
  }
}

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()()

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/admin/sign-in',
  // Said even when it is nothing: what is left out here would stay as it is in the address.
  validateSearch: ({ to }: Record<string, unknown>): { to?: string | undefined } => ({ to: safeTarget(to) }),
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
})

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  async beforeLoad({ context: { queryClient }, location }) {
    const state = queryClient.getQueryState(meQuery.queryKey)
    const known = state?.data as Me | undefined
    // Who is known goes on at once, on a bad network, too; whether it still holds is asked for beside it.
    if (known && !state?.isInvalidated) {
      void queryClient.prefetchQuery(meQuery)
      return { me: known }
    }
    try {
      return { me: await queryClient.fetchQuery(meQuery) }
    } catch (error) {
      if (known && isPassing(error)) return { me: known }
      if (!isSignedOut(error)) throw error
      const to = safeTarget(location.href)
      throw redirect({ to: '/admin/sign-in', search: to === undefined ? {} : { to } })
    }
  },
})

const ownPassword = createRoute({
  getParentRoute: () => signedIn,
  path: '/admin/own-password',
  component: lazyRouteComponent(() => import('./pages/own-password/own-password-page.tsx'), 'OwnPasswordPage'),
})

/** Whoever has a temporary password can do nothing else yet. */
function requireOwnPassword({ context: { me } }: { context: { me: Me } }): void {
  if (me.must_change_password) throw redirect({ to: '/admin/own-password' })
}

const shell = createRoute({
  getParentRoute: () => signedIn,
  id: 'shell',
  beforeLoad: requireOwnPassword,
  component: lazyRouteComponent(() => import('./shell/shell.tsx'), 'Shell'),
})

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad() {
    throw redirect({ to: '/admin' })
  },
})

const dashboard = createRoute({
  getParentRoute: () => shell,
  path: '/admin',
  component: lazyRouteComponent(() => import('./pages/dashboard/dashboard-page.tsx'), 'DashboardPage'),
})

const firstStart = createRoute({
  getParentRoute: () => shell,
  path: '/admin/first-start',
  staticData: { role: 'admin' },
  component: lazyRouteComponent(
    () => later(() => import('./pages/first-start/first-start-page.tsx')),
    'FirstStartPage',
  ),
})

const gallery = createRoute({
  getParentRoute: () => shell,
  path: '/admin/gallery',
  validateSearch: gallerySearch,
  component: lazyRouteComponent(() => later(() => import('./pages/gallery/gallery-page.tsx')), 'GalleryPage'),
})

/** Pages that have the screen for themselves. */
const bare = createRoute({
  getParentRoute: () => signedIn,
  id: 'bare',
  beforeLoad: requireOwnPassword,
  component: lazyRouteComponent(() => import('./shell/bare-shell.tsx'), 'BareShell'),
})

const operate = createRoute({
  getParentRoute: () => bare,
  path: '/operate/$slot',
  staticData: { role: 'operator' },
  component: lazyRouteComponent(() => later(() => import('./pages/operate/operate-page.tsx')), 'OperatePage'),
})

const jobs = createRoute({
  getParentRoute: () => shell,
  path: '/admin/jobs',
  validateSearch: readJobSearch,
  component: lazyRouteComponent(() => later(() => import('./pages/jobs/jobs-page.tsx')), 'JobsPage'),
})

const job = createRoute({
  getParentRoute: () => shell,
  path: '/admin/jobs/$jobId',
  component: lazyRouteComponent(() => later(() => import('./pages/job/job-page.tsx')), 'JobPage'),
})

const statistics = createRoute({
  getParentRoute: () => shell,
  path: '/admin/statistics',
  validateSearch: readStatisticsSearch,
  component: lazyRouteComponent(() => later(() => import('./pages/statistics/statistics-page.tsx')), 'StatisticsPage'),
})

const queue = createRoute({
  getParentRoute: () => shell,
  path: '/admin/queue',
  component: lazyRouteComponent(() => later(() => import('./pages/queue/queue-page.tsx')), 'QueuePage'),
})

const providers = createRoute({
  getParentRoute: () => shell,
  path: '/admin/providers',
  component: lazyRouteComponent(() => later(() => import('./pages/providers/providers-page.tsx')), 'ProvidersPage'),
})

const cleaner = createRoute({
  getParentRoute: () => shell,
  path: '/admin/cleaner',
  staticData: { role: 'admin' },
  component: lazyRouteComponent(() => later(() => import('./pages/cleaner/cleaner-page.tsx')), 'CleanerPage'),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/admin/settings',
  staticData: { role: 'admin' },
  component: lazyRouteComponent(() => later(() => import('./pages/settings/settings-page.tsx')), 'SettingsPage'),
})

const people = createRoute({
  getParentRoute: () => shell,
  path: '/admin/people',
  staticData: { role: 'admin' },
  component: lazyRouteComponent(() => later(() => import('./pages/people/people-page.tsx')), 'PeoplePage'),
})

const account = createRoute({
  getParentRoute: () => shell,
  path: '/admin/account',
  component: lazyRouteComponent(() => later(() => import('./pages/account/account-page.tsx')), 'AccountPage'),
})

const rehearsal = createRoute({
  getParentRoute: () => shell,
  path: '/admin/rehearsal',
  staticData: { role: 'operator' },
  component: lazyRouteComponent(() => later(() => import('./pages/rehearsal/rehearsal-page.tsx')), 'RehearsalPage'),
})

const played = createRoute({
  getParentRoute: () => shell,
  path: '/admin/rehearsal/$rehearsalId',
  staticData: { role: 'operator' },
  component: lazyRouteComponent(() => later(() => import('./pages/rehearsal/played-page.tsx')), 'PlayedPage'),
})

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

const dayIn = (value: unknown) => {
  const day = text(value)
  return day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && Number.isFinite(Date.parse(day)) ? day : undefined
}

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/admin/audit',
  staticData: { role: 'admin' },
  validateSearch: ({ who, what, from, to }: Record<string, unknown>): AuditFilter => ({
    ...{ who: text(who), what: text(what), from: dayIn(from), to: dayIn(to) },
  }),
  component: lazyRouteComponent(() => later(() => import('./pages/audit/audit-page.tsx')), 'AuditPage'),
})

const webhooks = createRoute({
  getParentRoute: () => shell,
  path: '/admin/webhooks',
  staticData: { role: 'admin' },
  component: lazyRouteComponent(() => later(() => import('./pages/webhooks/webhooks-page.tsx')), 'WebhooksPage'),
})

const webhook = createRoute({
  getParentRoute: () => shell,
  path: '/admin/webhooks/$webhookId',
  staticData: { role: 'admin' },
  component: lazyRouteComponent(() => later(() => import('./pages/webhooks/webhook-page.tsx')), 'WebhookPage'),
})

const pix = createRoute({
  getParentRoute: () => shell,
  path: '/admin/pix',
  validateSearch: readPixSearch,
  component: lazyRouteComponent(() => later(() => import('./pages/pix/pix-page.tsx')), 'PixPage'),
})

const pixJob = createRoute({
  getParentRoute: () => shell,
  path: '/admin/pix/jobs/$jobId',
  validateSearch: readPixJobSearch,
  component: lazyRouteComponent(() => later(() => import('./pages/pix-job/pix-job-page.tsx')), 'PixJobPage'),
})

const pixImage = createRoute({
  getParentRoute: () => shell,
  path: '/admin/pix/jobs/$jobId/images/$imageId',
  component: lazyRouteComponent(() => later(() => import('./pages/pix-image/image-page.tsx')), 'ImagePage'),
})

const pixGallery = createRoute({
  getParentRoute: () => shell,
  path: '/admin/pix/jobs/$jobId/gallery',
  component: lazyRouteComponent(() => later(() => import('./pages/pix-gallery/gallery-page.tsx')), 'GalleryPage'),
})

const pixTargets = createRoute({
  getParentRoute: () => shell,
  path: '/admin/pix/targets',
  staticData: { role: 'admin' },
  component: lazyRouteComponent(() => later(() => import('./pages/pix-targets/targets-page.tsx')), 'TargetsPage'),
})

const slotEditor = createRoute({
  getParentRoute: () => shell,
  path: '/admin/slots/$slotId',
  validateSearch: ({ section }: Record<string, unknown>): { section?: Section | undefined } => ({
    section: isSection(section) ? section : undefined,
  }),
  component: lazyRouteComponent(
    () => later(() => import('./pages/slot-editor/slot-editor-page.tsx')),
    'SlotEditorPage',
  ),
})

/** A new page: a route as above, and its name here. Those without `later` belong to a first visit. */
const pages = [
  dashboard,
  firstStart,
  gallery,
  jobs,
  job,
  statistics,
  queue,
  providers,
  cleaner,
  settings,
  people,
  account,
  rehearsal,
  played,
  audit,
  webhooks,
  webhook,
  pix,
  pixJob,
  pixImage,
  pixGallery,
  pixTargets,
  slotEditor,
]

export const routeTree = root.addChildren([
  start,
  signIn,
  signedIn.addChildren([ownPassword, shell.addChildren(pages), bare.addChildren([operate])]),
])
