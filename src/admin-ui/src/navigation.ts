import { Images, LayoutGrid, type LucideIcon } from 'lucide-react'
import type { Role } from './api/me.ts'

interface NavigationItem {
  to: '/admin' | '/admin/gallery'
  icon: LucideIcon
  /** Of the words of the shell. */
  label: 'dashboard' | 'gallery'
  /** Who sees it. */
  role: Role
}

/** What the navigation shows, from top to bottom; only pages that exist. */
export const navigation: readonly NavigationItem[] = [
  { to: '/admin', icon: LayoutGrid, label: 'dashboard', role: 'viewer' },
  { to: '/admin/gallery', icon: Images, label: 'gallery', role: 'viewer' },
]
