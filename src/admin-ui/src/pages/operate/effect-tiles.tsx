import { useQuery } from '@tanstack/react-query'
import { Aperture, Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { overviewQuery } from '../../api/overview.ts'
import classes from './effect-tiles.module.css'
import type { EffectSwitch } from './use-effect-switch.ts'

interface EffectTilesProps {
  slot: Slot
  slots: readonly Slot[]
  effects: EffectSwitch
}

/** The effects that administrators have set up, one tap each; the slot's own comes first. */
export function EffectTiles({ slot, slots, effects: { current, isChanging, choose } }: EffectTilesProps) {
  const { t } = useTranslation()
  const others = slots.filter(({ id, settings, problem }) => id !== slot.id && settings.enabled && problem === null)
  const { data: overview } = useQuery(overviewQuery)
  return (
    <section className={classes.effects} aria-label={t('operate.effect')}>
      <h2>{t('operate.effect')}</h2>
      <ul>
        {[slot, ...others].map((each) => {
          const picture = overview?.slots.find(({ id }) => id === each.id)?.last_result
          const isOwnNotShown = each.id === slot.id && current !== slot.id
          return (
            <li key={each.id}>
              <button
                type="button"
                className={classes.tile}
                aria-pressed={each.id === current}
                disabled={isChanging || current === undefined}
                onClick={() => each.id !== current && choose(each)}
              >
                <span className={classes.room}>
                  {picture && !isOwnNotShown ? (
                    <img src={picture.preview_path} alt="" loading="lazy" />
                  ) : (
                    <Aperture className={classes.none} size={22} strokeWidth={1.2} aria-hidden />
                  )}
                  {each.id === current && <Check className={classes.mark} size={18} strokeWidth={3} aria-hidden />}
                </span>
                <span className={classes.name}>{each.settings.name}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
