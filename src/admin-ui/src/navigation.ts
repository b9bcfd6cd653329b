import { LayoutGrid, List, type LucideIcon } from 'lucide-react'
import type { Role } from './api/me.ts'

interface NavigationItem {
  to: '/admin' | '/admin/jobs'
  icon: LucideIcon
  /** Of the words of the shell. */
  label: 'dashboard' | 'jobs'
  /** Who sees it. */
  role: Role
}

/** What the navigation shows, from top to bottom; only pages that exist. */
export const navigation: readonly NavigationItem[] = [
  { to: '/admin', icon: LayoutGrid, label: 'dashboard', role: 'viewer' },
  { to: '/admin/jobs', icon: List, label: 'jobs', role: 'viewer' },
]
