import { ChainList } from './chain-list.tsx'
import { TemplatesCard } from './templates-card.tsx'

/** What happens to a photo: who makes its picture, how, and with which templates. */
export function EffectSection() {
  return (
    <>
      <ChainList />
      <TemplatesCard />
    </>
  )
}
