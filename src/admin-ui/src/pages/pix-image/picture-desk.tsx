import { Button, Checkbox } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Eraser, Eye, SquareSplitHorizontal } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import { findingsQuery, versionAddress, type WholeImage } from '../../api/pix-image.ts'
import { lazyPart } from '../../beyond-first.ts'
import { CompareSlider } from '../../parts/compare-slider.tsx'
import { useFindingWords } from './finding-words.ts'
import { type Mark, MarkedPicture } from './marked-picture.tsx'
import classes from './picture-desk.module.css'
import type { Desk } from './use-desk.ts'
import { useVersionName, VersionStrip } from './version-strip.tsx'

const Removal = lazyPart(() => import('./removal.tsx'), 'Removal')

/** The picture, looked at with what was found in it, compared with what it was made of, or drawn upon. */
export function PictureDesk({ image, desk }: { image: WholeImage; desk: Desk }) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const nameOf = useVersionName()
  const { shown, source, mode, setMode } = desk
  if (!shown || !source) return <p className={classes.none}>{t('pixImage.noPicture')}</p>
  const ratio = `${shown.width ?? image.width ?? 3} / ${shown.height ?? image.height ?? 2}`
  const isEdit = shown.kind !== source.kind
  const usual = mode === 'compare' && !isEdit ? 'look' : mode
  const modes = [
    ['look', Eye, true],
    ['compare', SquareSplitHorizontal, isEdit],
    ['remove', Eraser, mayActAs(me.role, 'operator')],
  ] as const
  return (
    <section className={classes.desk} aria-label={t('pixImage.picture')}>
      <fieldset className={classes.modes} aria-label={t('pixImage.modes')}>
        {modes.map(
          ([each, Icon, isThere]) =>
            isThere && (
              <Button
                key={each}
                size="compact-md"
                variant={usual === each ? 'filled' : 'default'}
                aria-pressed={usual === each}
                leftSection={<Icon size={16} aria-hidden />}
                onClick={() => setMode(each)}
              >
                {t(`pixImage.mode.${each}`)}
              </Button>
            ),
        )}
      </fieldset>
      {usual === 'look' && <Look image={image} desk={desk} ratio={ratio} />}
      {usual === 'compare' && (
        <div className={classes.place} style={{ aspectRatio: ratio }}>
          <CompareSlider
            key={shown.kind}
            before={{ src: versionAddress(image.image_id, source), alt: nameOf(source.kind) }}
            after={{ src: versionAddress(image.image_id, shown), alt: nameOf(shown.kind) }}
          />
        </div>
      )}
      {usual === 'remove' && (
        <Suspense fallback={<div className={classes.place} style={{ aspectRatio: ratio }} aria-busy />}>
          <Removal image={image} desk={desk} shown={shown} />
        </Suspense>
      )}
      <VersionStrip image={image} desk={desk} />
    </section>
  )
}

const layers = ['privacy', 'cleanup', 'objects'] as const
type Layer = (typeof layers)[number]

function Look({ image, desk, ratio }: { image: WholeImage; desk: Desk; ratio: string }) {
  const { t } = useTranslation()
  const { shown, things, chosen } = desk
  const { data: findings } = useQuery(findingsQuery(image.image_id))
  const sayFinding = useFindingWords()
  const [on, setOn] = useState<readonly Layer[]>(['privacy', 'cleanup'])
  if (!shown) return null
  const isChosen = new Set(chosen.map(({ key }) => key))
  const privacy = (findings?.privacy?.findings ?? []).map(
    (finding, index): Mark => ({ key: `p${index}`, box: finding.box, label: sayFinding(finding), look: 'privacy' }),
  )
  const others = things.map(
    ({ key, box, label, isCandidate }): Mark => ({
      ...{ key, box, label, look: isCandidate ? 'cleanup' : 'objects' },
      isChosen: isChosen.has(key),
    }),
  )
  const marks = [...privacy, ...others]
  const countOf = (layer: Layer) => marks.filter(({ look }) => look === layer).length
  const offered = layers.filter((layer) => countOf(layer) > 0)
  return (
    <>
      <MarkedPicture
        src={versionAddress(image.image_id, shown)}
        alt={image.filename}
        ratio={ratio}
        marks={marks.filter(({ look, isChosen }) => isChosen || on.includes(look))}
      />
      {offered.length > 0 && (
        <Checkbox.Group
          aria-label={t('pixImage.layers')}
          value={[...on]}
          onChange={(now) => setOn(layers.filter((layer) => now.includes(layer)))}
        >
          <div className={classes.layers}>
            {offered.map((layer) => (
              <Checkbox
                key={layer}
                value={layer}
                size="xs"
                label={t('pixImage.layer', { what: t(`pixImage.layerNames.${layer}`), count: countOf(layer) })}
              />
            ))}
          </div>
        </Checkbox.Group>
      )}
    </>
  )
}
