import { useState } from 'react'
import { type Box, type Findings, versionsOf, type WholeImage } from '../../api/pix-image.ts'
import { useMask } from './use-mask.ts'

export type Mode = 'look' | 'compare' | 'remove'

/** Something that may be chosen in the picture. */
export interface Thing {
  key: string
  label: string
  box: Box
  score: number | null
  isCandidate: boolean
}

/** What is on the desk: which version, how it is looked at, what is chosen in it, and what is drawn over it. */
export function useDesk(image: WholeImage, findings: Findings | undefined) {
  const [wanted, setWanted] = useState<string | null>(null)
  const [mode, setMode] = useState<Mode>('look')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const mask = useMask()
  const versions = versionsOf(image)
  const shown = versions.find(({ kind }) => kind === (wanted ?? image.best_version)) ?? versions[0]
  const source = versions.find(({ kind }) => kind === shown?.derived_from) ?? versions[0]
  const things = findings ? thingsIn(findings) : []
  return {
    versions,
    shown,
    /** What the shown version was made of. */
    source,
    mode,
    mask,
    things,
    chosen: things.filter(({ key }) => chosen.has(key)),
    setMode,
    show(kind: string, how?: Mode) {
      setWanted(kind)
      if (how) setMode(how)
    },
    toggle: (key: string) =>
      setChosen((last) => {
        const next = new Set(last)
        if (!next.delete(key)) next.add(key)
        return next
      }),
  }
}

export type Desk = ReturnType<typeof useDesk>

/** What could be removed first; an object that is a candidate, too, is there once. */
function thingsIn({ cleanup_candidates: candidates, objects }: Findings): Thing[] {
  const open = candidates.filter(({ state }) => state === 'open')
  const taken = new Set(open.map(({ box }) => placeOf(box)))
  return [
    ...open.map(({ id, label, box, score }) => ({ key: id, label, box, score, isCandidate: true })),
    ...objects
      .filter(({ box }) => !taken.has(placeOf(box)))
      .map(({ label, box, score }) => ({ key: `${label} ${placeOf(box)}`, label, box, score, isCandidate: false })),
  ].filter(({ label, box }, index, all) => all.findIndex((each) => isSame(each, { label, box })) === index)
}

const placeOf = (box: Box) => box.map((side) => side.toFixed(3)).join(' ')
const isSame = (one: Pick<Thing, 'label' | 'box'>, other: Pick<Thing, 'label' | 'box'>) =>
  one.label === other.label && placeOf(one.box) === placeOf(other.box)
