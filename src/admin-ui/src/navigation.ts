import { LayoutGrid, type LucideIcon, Settings, Theater, Users } from 'lucide-react'
import type { Role } from './api/me.ts'

interface NavigationItem {
  to: '/admin' | '/admin/rehearsal' | '/admin/settings' | '/admin/people'
  icon: LucideIcon
  /** Of the words of the shell. */
  label: 'dashboard' | 'rehearsal' | 'settings' | 'people'
  /** Who sees it. */
  role: Role
}

/** What the navigation shows, from top to bottom; only pages that exist. */
export const navigation: readonly NavigationItem[] = [
  { to: '/admin', icon: LayoutGrid, label: 'dashboard', role: 'viewer' },
  { to: '/admin/rehearsal', icon: Theater, label: 'rehearsal', role: 'operator' },
  { to: '/admin/settings', icon: Settings, label: 'settings', role: 'admin' },
  { to: '/admin/people', icon: Users, label: 'people', role: 'admin' },
]
