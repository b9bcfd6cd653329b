import {
  Brush,
  ChartColumn,
  House,
  Images,
  LayoutGrid,
  List,
  ListOrdered,
  type LucideIcon,
  ScrollText,
  Settings,
  Sparkles,
  Theater,
  Users,
  Webhook,
} from 'lucide-react'
import type { Role } from './api/me.ts'

interface NavigationItem {
  to:
    | '/admin'
    | '/admin/gallery'
    | '/admin/jobs'
    | '/admin/pix'
    | '/admin/statistics'
    | '/admin/queue'
    | '/admin/rehearsal'
    | '/admin/providers'
    | '/admin/cleaner'
    | '/admin/settings'
    | '/admin/people'
    | '/admin/webhooks'
    | '/admin/audit'
  icon: LucideIcon
  /** Of the words of the shell. */
  label:
    | 'dashboard'
    | 'gallery'
    | 'jobs'
    | 'pix'
    | 'statistics'
    | 'queue'
    | 'rehearsal'
    | 'providers'
    | 'cleaner'
    | 'settings'
    | 'people'
    | 'webhooks'
    | 'audit'
  /** Who sees it. */
  role: Role
}

/** What the navigation shows, from top to bottom; only pages that exist. */
export const navigation: readonly NavigationItem[] = [
  { to: '/admin', icon: LayoutGrid, label: 'dashboard', role: 'viewer' },
  { to: '/admin/gallery', icon: Images, label: 'gallery', role: 'viewer' },
  { to: '/admin/jobs', icon: List, label: 'jobs', role: 'viewer' },
  { to: '/admin/pix', icon: House, label: 'pix', role: 'viewer' },
  { to: '/admin/statistics', icon: ChartColumn, label: 'statistics', role: 'viewer' },
  { to: '/admin/queue', icon: ListOrdered, label: 'queue', role: 'viewer' },
  { to: '/admin/rehearsal', icon: Theater, label: 'rehearsal', role: 'operator' },
  { to: '/admin/providers', icon: Sparkles, label: 'providers', role: 'viewer' },
  { to: '/admin/cleaner', icon: Brush, label: 'cleaner', role: 'admin' },
  { to: '/admin/settings', icon: Settings, label: 'settings', role: 'admin' },
  { to: '/admin/people', icon: Users, label: 'people', role: 'admin' },
  { to: '/admin/webhooks', icon: Webhook, label: 'webhooks', role: 'admin' },
  { to: '/admin/audit', icon: ScrollText, label: 'audit', role: 'admin' },
]
