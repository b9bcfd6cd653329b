import type { Remark } from '../api/remark.ts'
import { useRemarkWords } from './remark-words.ts'

/** A sentence of the gateway, marked as English where it is. */
export function Said({ remark }: { remark: Omit<Remark, 'code'> & { code: string | null } }) {
  const { isKnown, say } = useRemarkWords()
  return isKnown(remark) ? say(remark) : <span lang="en">{remark.text}</span>
}
