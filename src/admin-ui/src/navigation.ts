import { LayoutGrid, type LucideIcon } from 'lucide-react'
import type { Role } from './api/me.ts'

interface NavigationItem {
  to: '/admin'
  icon: LucideIcon
  /** Of the words of the shell. */
  label: 'dashboard'
  /** Who sees it. */
  role: Role
}

/** What the navigation shows, from top to bottom; only pages that exist. */
export const navigation: readonly NavigationItem[] = [
  { to: '/admin', icon: LayoutGrid, label: 'dashboard', role: 'viewer' },
]
