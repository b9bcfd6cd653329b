import { Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../card.tsx'
import { writeAt } from '../draft/settings-path.ts'
import { useEditor, useSetting } from '../editor-context.ts'
import { notifyUndo } from '../notify-undo.tsx'
import { freeRole, rolesOf } from './template-roles.ts'
import { TemplateSlot } from './template-slot.tsx'
import classes from './templates.module.css'
import { usePastedPicture } from './use-pasted-picture.ts'
import { useTemplateUpload } from './use-template-upload.ts'

/** The pictures that the effect needs beside the photo, each in its role. */
export function TemplatesCard() {
  const { t } = useTranslation()
  const { settings, providers, mayChange, change, forgetProblems } = useEditor()
  const { value: bound, set } = useSetting<Record<string, string>>('templates')
  const [says, setSays] = useState<string | null>(null)
  const roles = rolesOf(settings, providers)
  const upload = useTemplateUpload((role, id) => {
    // By what is bound then: an upload takes its time.
    change((latest) => ({ ...latest, templates: { ...latest.templates, [role]: id } }))
    forgetProblems('templates')
    setSays(null)
  })
  const free = freeRole(roles, bound)
  usePastedPicture(
    mayChange ? (file) => (free === null ? setSays(t('slotEditor.templates.noPlace')) : upload.send(free, file)) : null,
  )

  function remove(role: string): void {
    const { [role]: taken, ...rest } = bound
    set(rest)
    void notifyUndo({
      message: t('slotEditor.templates.removed'),
      undo: t('slotEditor.undo'),
      onUndo: () => change((latest) => writeAt(latest, `templates.${role}`, taken)),
    })
  }

  const isFramesOwn = (role: string) =>
    role === 'frame' && settings.output.frame !== null && !roles.needed.includes(role)
  const shown = [...new Set([...roles.needed, ...(roles.optional ?? []), ...Object.keys(bound)])].filter(
    (role) => !isFramesOwn(role),
  )
  const rename = (from: string) => (to: string) =>
    set(Object.fromEntries(Object.entries(bound).map(([role, id]) => [role === from ? to : role, id])))
  const isFree = (role: string) => roles.optional === null && !roles.needed.includes(role)
  if (shown.length === 0 && roles.optional !== null) {
    return (
      <Card title={t('slotEditor.templates.title')}>
        <Text size="sm" c="dimmed" role="status">
          {says ?? t('slotEditor.templates.none')}
        </Text>
      </Card>
    )
  }
  return (
    <Card title={t('slotEditor.templates.title')} help={t('slotEditor.templates.help')}>
      {says && (
        <Text size="sm" c="red" role="alert">
          {says}
        </Text>
      )}
      <ul className={classes.grid}>
        {shown.map((role) => (
          <TemplateSlot
            key={role}
            roleName={role}
            templateId={bound[role] ?? null}
            isNeeded={roles.needed.includes(role)}
            isUseless={roles.useless.includes(role)}
            upload={upload}
            onChoose={(id) => set({ ...bound, [role]: id })}
            onRemove={() => remove(role)}
            {...(isFree(role) && { onRename: rename(role), takenRoles: Object.keys(bound) })}
          />
        ))}
        {roles.optional === null && mayChange && free !== null && !Object.hasOwn(bound, free) && (
          <TemplateSlot
            key={`new-${free}`}
            roleName={free}
            templateId={null}
            isNeeded={false}
            isUseless={false}
            upload={upload}
            onChoose={(id) => set({ ...bound, [free]: id })}
            onRemove={() => {}}
          />
        )}
      </ul>
    </Card>
  )
}
