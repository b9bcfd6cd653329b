import { Button } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Star } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import { chooseVersion, numberOf, versionAddress, type WholeImage } from '../../api/pix-image.ts'
import { Problem } from '../../parts/problem.tsx'
import { ToldImage } from '../../parts/told-image.tsx'
import type { Desk } from './use-desk.ts'
import classes from './version-strip.module.css'

export function useVersionName(): (kind: string) => string {
  const { t } = useTranslation()
  return (kind) => (numberOf(kind) === 0 ? t('pixImage.master') : t('pixImage.clean', { number: numberOf(kind) }))
}

/** The master and what was made of it; customers get the one with the star. */
export function VersionStrip({ image, desk }: { image: WholeImage; desk: Desk }) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const queryClient = useQueryClient()
  const nameOf = useVersionName()
  const choose = useMutation({
    mutationFn: (kind: string) => chooseVersion(image.image_id, kind),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['pix'] }),
  })
  const { versions, shown, show } = desk
  if (versions.length < 2 || !shown) return null
  const isBest = shown.kind === image.best_version
  return (
    <div className={classes.versions}>
      <ul className={classes.strip} aria-label={t('pixImage.versions')}>
        {versions.map((version) => (
          <li key={version.kind}>
            <button
              type="button"
              className={classes.version}
              aria-pressed={version === shown}
              onClick={() => show(version.kind)}
            >
              <ToldImage isSmall src={versionAddress(image.image_id, version)} alt="" loading="lazy" />
              <span className={classes.name}>
                {version.kind === image.best_version && (
                  <>
                    <Star size={13} aria-hidden className={classes.star} />
                    <span className="only-heard">{t('pixImage.best')}</span>
                  </>
                )}
                {nameOf(version.kind)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className={classes.choice}>
        {isBest ? (
          <span>{t('pixImage.isBest')}</span>
        ) : (
          mayActAs(me.role, 'operator') && (
            <Button
              variant="default"
              leftSection={<Star size={16} aria-hidden />}
              loading={choose.isPending}
              onClick={() => choose.mutate(shown.kind)}
            >
              {t('pixImage.choose', { version: nameOf(shown.kind) })}
            </Button>
          )
        )}
      </div>
      <Problem error={choose.error} />
    </div>
  )
}
