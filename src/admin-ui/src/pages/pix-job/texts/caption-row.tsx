import { Skeleton, Textarea } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { type PixImage, thumbOf } from '../../../api/pix-images.ts'
import {
  type Caption,
  type CaptionWords,
  captionsQuery,
  type TextLocale,
  textLocales,
  writeCaption,
} from '../../../api/pix-texts.ts'
import { Problem } from '../../../parts/problem.tsx'
import { ToldImage } from '../../../parts/told-image.tsx'
import { useMay } from '../../../parts/use-may.ts'
import { TextState, TextTrouble } from './text-state.tsx'
import classes from './texts.module.css'
import type { Drafts } from './use-drafts.ts'
import { useWrittenText } from './use-written-text.ts'

const fields = ['short', 'long', 'alt_text'] as const
/** As the gateway takes them: titles of portals, and what a screen reader reads in one breath. */
const most = { short: 80, long: 500, alt_text: 125 }
const nothing: CaptionWords = { short: '', long: '', alt_text: '' }

/** The texts of one image, in both languages. */
export function CaptionRow({ image, drafts }: { image: PixImage; drafts: Drafts }) {
  const { data: captions, error } = useQuery(captionsQuery(image.image_id))
  const params = { jobId: image.job_id, imageId: image.image_id }
  return (
    <tr>
      <th scope="row">
        <Link to="/admin/pix/jobs/$jobId/images/$imageId" params={params} className={classes.image}>
          <span className={classes.thumb}>
            {image.ready_for_vision && <ToldImage isSmall src={thumbOf(image)} alt="" loading="lazy" />}
          </span>
          <span>{image.filename}</span>
        </Link>
      </th>
      {textLocales.map((locale) => (
        <td key={locale}>
          {captions ? (
            <CaptionCell
              image={image}
              locale={locale}
              saved={captions.find((each) => each.locale === locale)}
              drafts={drafts}
            />
          ) : (
            <>
              <Problem error={error} />
              {!error && <Skeleton height={210} aria-busy />}
            </>
          )}
        </td>
      ))}
    </tr>
  )
}

interface CaptionCellProps {
  image: PixImage
  locale: TextLocale
  saved: Caption | undefined
  drafts: Drafts
}

function CaptionCell({ image: { image_id: id, filename }, locale, saved, drafts }: CaptionCellProps) {
  const { t } = useTranslation()
  const mayChange = useMay('operator')
  const queryClient = useQueryClient()
  const { queryKey } = captionsQuery(id)
  const current = saved ?? nothing
  const text = useWrittenText({
    name: `${id} ${locale}`,
    ...{ drafts, fields, most },
    current: { words: wordsOf(current), version: saved?.version ?? 0 },
    async save(words, version) {
      const written = await writeCaption(id, locale, words, version)
      queryClient.setQueryData(queryKey, (all = []) => [...all.filter((each) => each.locale !== locale), written])
      return written
    },
    refresh: () => queryClient.invalidateQueries({ queryKey }),
  })
  const language = t(`pix.locales.${locale}`)
  const labels = Object.fromEntries(fields.map((field) => [field, t(`pixJob.write.${field}`)])) as CaptionWords
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the fields inside are what is used; leaving them is what saves
    <div
      className={classes.cell}
      onBlur={({ currentTarget, relatedTarget }) => currentTarget.contains(relatedTarget) || text.save()}
    >
      <div className={classes.cellHead}>
        <span className={classes.language}>{language}</span>
        <TextState text={text} saved={saved} />
      </div>
      {fields.map((field) => (
        <Textarea
          key={field}
          size="xs"
          autosize
          minRows={field === 'long' ? 2 : 1}
          maxRows={8}
          label={labels[field]}
          aria-label={t('pixJob.write.fieldOf', { field: labels[field], language, name: filename })}
          data-field={`${locale} ${field}`}
          readOnly={!mayChange}
          value={text.words[field]}
          error={
            text.tooLong.includes(field) &&
            t('pixJob.write.tooLong', { count: text.words[field].trim().length, most: most[field] })
          }
          onChange={({ currentTarget }) =>
            text.type(field, field === 'long' ? currentTarget.value : currentTarget.value.replace(/\s*\n\s*/g, ' '))
          }
          onKeyDown={(event) => isOnward(event) && goOn(event, text.save)}
        />
      ))}
      <TextTrouble text={text} theirs={wordsOf(current)} labels={labels} />
    </div>
  )
}

const wordsOf = ({ short, long, alt_text }: CaptionWords): CaptionWords => ({ short, long, alt_text })

const isOnward = ({ key, ctrlKey, metaKey }: KeyboardEvent) => key === 'Enter' && (ctrlKey || metaKey)

/** To the same field of the next image; leaving this one saves it. */
function goOn(event: KeyboardEvent<HTMLTextAreaElement>, save: () => void): void {
  event.preventDefault()
  const { currentTarget: field } = event
  const next = field
    .closest('tr')
    ?.nextElementSibling?.querySelector<HTMLTextAreaElement>(`[data-field="${field.dataset.field}"]`)
  if (!next) save()
  next?.focus()
  next?.select()
}
