import { Brush, ChartColumn, Images, LayoutGrid, List, ListOrdered, type LucideIcon, Sparkles } from 'lucide-react'
import type { Role } from './api/me.ts'

interface NavigationItem {
  to:
    | '/admin'
    | '/admin/gallery'
    | '/admin/jobs'
    | '/admin/statistics'
    | '/admin/queue'
    | '/admin/providers'
    | '/admin/cleaner'
  icon: LucideIcon
  /** Of the words of the shell. */
  label: 'dashboard' | 'gallery' | 'jobs' | 'statistics' | 'queue' | 'providers' | 'cleaner'
  /** Who sees it. */
  role: Role
}

/** What the navigation shows, from top to bottom; only pages that exist. */
export const navigation: readonly NavigationItem[] = [
  { to: '/admin', icon: LayoutGrid, label: 'dashboard', role: 'viewer' },
  { to: '/admin/gallery', icon: Images, label: 'gallery', role: 'viewer' },
  { to: '/admin/jobs', icon: List, label: 'jobs', role: 'viewer' },
  { to: '/admin/statistics', icon: ChartColumn, label: 'statistics', role: 'viewer' },
  { to: '/admin/queue', icon: ListOrdered, label: 'queue', role: 'viewer' },
  { to: '/admin/providers', icon: Sparkles, label: 'providers', role: 'viewer' },
  { to: '/admin/cleaner', icon: Brush, label: 'cleaner', role: 'admin' },
]
