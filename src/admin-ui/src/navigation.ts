import { LayoutGrid, type LucideIcon, ScrollText, Settings, Theater, Users, Webhook } from 'lucide-react'
import type { Role } from './api/me.ts'

interface NavigationItem {
  to: '/admin' | '/admin/rehearsal' | '/admin/settings' | '/admin/people' | '/admin/webhooks' | '/admin/audit'
  icon: LucideIcon
  /** Of the words of the shell. */
  label: 'dashboard' | 'rehearsal' | 'settings' | 'people' | 'webhooks' | 'audit'
  /** Who sees it. */
  role: Role
}

/** What the navigation shows, from top to bottom; only pages that exist. */
export const navigation: readonly NavigationItem[] = [
  { to: '/admin', icon: LayoutGrid, label: 'dashboard', role: 'viewer' },
  { to: '/admin/rehearsal', icon: Theater, label: 'rehearsal', role: 'operator' },
  { to: '/admin/settings', icon: Settings, label: 'settings', role: 'admin' },
  { to: '/admin/people', icon: Users, label: 'people', role: 'admin' },
  { to: '/admin/webhooks', icon: Webhook, label: 'webhooks', role: 'admin' },
  { to: '/admin/audit', icon: ScrollText, label: 'audit', role: 'admin' },
]
