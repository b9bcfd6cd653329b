import { Button, Group, Skeleton, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ExposeText,
  type ExposeWords,
  exposeTextsQuery,
  type TextLocale,
  textLocales,
  writeExposeText,
} from '../../../api/pix-texts.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Section } from '../../../parts/section.tsx'
import { useMay } from '../../../parts/use-may.ts'
import { TextState, TextTrouble } from './text-state.tsx'
import classes from './texts.module.css'
import type { Drafts } from './use-drafts.ts'
import { useWrittenText } from './use-written-text.ts'

const fields = ['headline', 'short', 'description', 'features', 'location', 'other'] as const
const paragraph = 20_000
const most = {
  ...{ headline: 300, short: paragraph, description: paragraph },
  ...{ features: paragraph, location: paragraph, other: paragraph },
}
const nothing: ExposeWords = { headline: '', short: '', description: '', features: '', location: '', other: '' }

/** The texts of a job's exposé, in both languages. */
export function TextsTab({ jobId, drafts }: { jobId: string; drafts: Drafts }) {
  const { t } = useTranslation()
  const { data: texts, error } = useQuery(exposeTextsQuery(jobId))
  if (!texts) return error ? <Problem error={error} /> : <Skeleton height={420} radius={14} aria-busy />
  return (
    <>
      <Text c="dimmed" mb="md">
        {t('pixJob.write.textsHelp')}
      </Text>
      <div className={classes.sheets}>
        {textLocales.map((locale) => (
          <Sheet
            key={locale}
            jobId={jobId}
            locale={locale}
            saved={texts.find((each) => each.locale === locale)}
            drafts={drafts}
          />
        ))}
      </div>
    </>
  )
}

interface SheetProps {
  jobId: string
  locale: TextLocale
  saved: ExposeText | undefined
  drafts: Drafts
}

function Sheet({ jobId, locale, saved, drafts }: SheetProps) {
  const { t } = useTranslation()
  const id = useId()
  const mayChange = useMay('operator')
  const queryClient = useQueryClient()
  const { queryKey } = exposeTextsQuery(jobId)
  const theirs = wordsOf(saved ?? nothing)
  const text = useWrittenText({
    name: `exposé ${locale}`,
    ...{ drafts, fields, most },
    current: { words: theirs, version: saved?.version ?? 0 },
    async save(words, version) {
      const written = await writeExposeText(jobId, locale, words, version)
      queryClient.setQueryData(queryKey, (all = []) => [...all.filter((each) => each.locale !== locale), written])
      return written
    },
    refresh: () => queryClient.invalidateQueries({ queryKey }),
  })
  const labels: ExposeWords = {
    headline: t('pixJob.write.headline'),
    short: t('pixJob.write.shortText'),
    description: t('pixJob.write.description'),
    features: t('pixJob.write.features'),
    location: t('pixJob.write.location'),
    other: t('pixJob.write.other'),
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    text.save()
  }
  return (
    <Section title={t(`pix.locales.${locale}`)} actions={<TextState text={text} saved={saved} />}>
      <form onSubmit={onSubmit}>
        <Stack>
          {fields.map((field) => {
            const Field = field === 'headline' ? TextInput : Textarea
            return (
              <Field
                key={field}
                id={`${id}-${field}`}
                {...(field !== 'headline' && { autosize: true, minRows: 2, maxRows: 18 })}
                label={labels[field]}
                lang={locale}
                readOnly={!mayChange}
                value={text.words[field]}
                error={
                  text.tooLong.includes(field) &&
                  t('pixJob.write.tooLong', { count: text.words[field].trim().length, most: most[field] })
                }
                onChange={({ currentTarget }) => text.type(field, currentTarget.value)}
              />
            )
          })}
          <TextTrouble text={text} theirs={theirs} labels={labels} />
          {mayChange && (
            <Group gap="xs">
              <Button type="submit" disabled={!text.isDirty || text.hasConflict} loading={text.isSaving}>
                {t('pixJob.write.save')}
              </Button>
              {text.isDirty && (
                <Button variant="default" onClick={text.discard}>
                  {t('pixJob.write.discard')}
                </Button>
              )}
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  )
}

const wordsOf = ({ headline, short, description, features, location, other }: ExposeWords): ExposeWords => ({
  ...{ headline, short, description, features, location, other },
})
