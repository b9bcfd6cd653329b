import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useMatches, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listenToJobs } from '../api/live.ts'
import { mayActAs, meQuery } from '../api/me.ts'
import { Navigation } from './navigation.tsx'
import { NotAllowedPage } from './not-allowed-page.tsx'
import { PhoneBar } from './phone-bar.tsx'
import classes from './shell.module.css'

/** Around every page for people who are signed in. */
export function Shell() {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const { data: me } = useSuspenseQuery(meQuery)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const required = useMatches({ select: (matches) => matches.at(-1)?.staticData.role ?? 'viewer' })
  const isAllowed = mayActAs(me.role, required)

  useEffect(() => listenToJobs(queryClient), [queryClient])
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has chosen a page wants to see it
  useEffect(() => setMenuOpen(false), [path])
  const content = useRef<HTMLElement>(null)
  const shown = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname })
  const before = useRef<string>(undefined)
  useEffect(() => {
    // The first page of a visit begins at its top, also when another one, as that for signing in, went before.
    if (shown !== path) return
    // What had the focus may have gone with the last page: keys go on from the new one, not from the top.
    const isLost = before.current !== undefined && before.current !== shown && document.activeElement === document.body
    if (isLost) content.current?.focus({ preventScroll: true })
    before.current = shown
  }, [shown, path])

  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        {t('shell.skip')}
      </a>
      <PhoneBar isMenuOpen={isMenuOpen} onToggle={() => setMenuOpen(!isMenuOpen)} />
      <aside id="menu" className={classes.side} data-open={isMenuOpen || undefined}>
        <Navigation me={me} />
      </aside>
      <main ref={content} id="content" tabIndex={-1} className={classes.content}>
        {isAllowed ? <Outlet /> : <NotAllowedPage role={me.role} />}
      </main>
    </div>
  )
}
