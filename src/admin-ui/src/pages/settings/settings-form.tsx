import { Button, NativeSelect, NumberInput, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../api/failure.ts'
import { serverNow } from '../../api/server-time.ts'
import { type Settings, saveSettings, settingsQuery } from '../../api/settings.ts'
import { useFieldFailures } from '../../parts/field-failures.ts'
import { LeaveGuard } from '../../parts/leave-guard.tsx'
import { notify } from '../../parts/notify.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import { languages } from '../../words/languages.ts'
import { PublicAddress } from './public-address.tsx'
import { SavedByOthers } from './saved-by-others.tsx'
import classes from './settings-form.module.css'
import { useSettingsEdits } from './use-settings-edits.ts'

/** As the dialog of the booth's program takes it, with time for the way back. */
const boothSeconds = (window: number) => Math.max(60, Math.ceil((window + 12) / 15) * 15)
const hourMilliseconds = 3_600_000
const isConflict = (error: unknown) => error instanceof Failure && error.reason === 'conflict'

export function SettingsForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation()
  const { seconds, moment } = useFormats()
  const queryClient = useQueryClient()
  const edits = useSettingsEdits(settings)
  const { values, edited, edit } = edits
  const save = useMutation({
    async mutationFn(wanted: Parameters<typeof saveSettings>[0]) {
      try {
        return await saveSettings(wanted)
      } catch (error) {
        if (!isConflict(error)) throw error
        const fresh = await queryClient.fetchQuery({ ...settingsQuery, staleTime: 0 })
        // A new ingest password is a revision, too, and nothing that anybody here has to decide about.
        if (!edits.isAsSeen(fresh)) throw error
        return saveSettings({ ...wanted, revision: fresh.revision })
      }
    },
    async onSuccess(saved, { patch }) {
      await queryClient.cancelQueries({ queryKey: settingsQuery.queryKey })
      queryClient.setQueryData(settingsQuery.queryKey, saved)
      edits.settle(patch, saved)
      void notify({ message: t('settings.saved') })
    },
  })
  const failures = useFieldFailures(save.error)
  const isComplete = values.sync_seconds !== '' && values.retention_hours !== ''
  const submit = (revision: number) => save.mutate({ patch: edits.patch(), revision })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (edited.length > 0 && isComplete) submit(edits.revision)
  }
  const drop = () => {
    edits.drop()
    save.reset()
  }
  return (
    <form onSubmit={onSubmit} className={classes.form}>
      <Section title={t('settings.window.title')} text={t('settings.window.text')}>
        <NumberInput
          label={t('settings.window.field')}
          min={10}
          max={60}
          allowDecimal={false}
          clampBehavior="blur"
          maw={180}
          value={values.sync_seconds}
          onChange={(value) => edit('sync_seconds', value === '' ? '' : Number(value))}
          error={failures.sync_seconds}
        />
        <Text size="sm" mt="xs">
          {values.sync_seconds !== '' &&
            t('settings.window.means', {
              window: seconds(values.sync_seconds * 1000),
              booth: seconds(boothSeconds(values.sync_seconds) * 1000),
            })}
        </Text>
      </Section>
      <Section title={t('settings.retention.title')} text={t('settings.retention.text')}>
        <NumberInput
          label={t('settings.retention.field')}
          min={1}
          max={720}
          allowDecimal={false}
          clampBehavior="blur"
          maw={180}
          value={values.retention_hours}
          onChange={(value) => edit('retention_hours', value === '' ? '' : Number(value))}
          error={failures.retention_hours}
        />
        <Text size="sm" mt="xs">
          {values.retention_hours !== '' &&
            t('settings.retention.means', { when: moment(serverNow() + values.retention_hours * hourMilliseconds) })}
        </Text>
      </Section>
      <PublicAddress
        settings={settings}
        value={values.public_base_url}
        error={failures.public_base_url}
        onChange={(value) => edit('public_base_url', value)}
      />
      <Section title={t('settings.locale.title')} text={t('settings.locale.text')}>
        <NativeSelect
          label={t('settings.locale.field')}
          maw={260}
          value={values.locale}
          onChange={({ currentTarget }) => edit('locale', currentTarget.value as Settings['locale'])}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          error={failures.locale}
        />
      </Section>
      <LeaveGuard own="/admin/settings" isDirty={edited.length > 0} onDiscard={drop} />
      <div className={classes.end} data-open={edited.length > 0 || undefined}>
        {isConflict(save.error) ? (
          <SavedByOthers
            changes={edits.changedByOthers}
            isPending={save.isPending}
            onKeepMine={() => submit(settings.revision)}
            onTakeTheirs={drop}
          />
        ) : (
          <>
            {Object.keys(failures).length === 0 && <Problem error={save.error} />}
            <div className={classes.buttons}>
              <Button type="submit" loading={save.isPending} disabled={edited.length === 0 || !isComplete}>
                {t('settings.save')}
              </Button>
              {edited.length > 0 && (
                <Button variant="subtle" onClick={drop}>
                  {t('settings.drop')}
                </Button>
              )}
            </div>
          </>
        )}
      </div>
    </form>
  )
}
