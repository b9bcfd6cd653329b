import { NativeSelect, NumberInput, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SlotSettings } from '../../../api/client.ts'
import { slotSchemaQuery } from '../../../api/providers.ts'
import { Card } from '../card.tsx'
import { useEditor, useSetting } from '../editor-context.ts'
import { TemplateSlot } from '../effect/template-slot.tsx'
import classes from '../effect/templates.module.css'
import { usePastedPicture } from '../effect/use-pasted-picture.ts'
import { useTemplateUpload } from '../effect/use-template-upload.ts'
import type { JsonSchema } from '../form/json-schema.ts'
import { NumberField } from '../form/number-field.tsx'
import { SchemaGroup } from '../form/schema-group.tsx'
import { FrameSketch } from './frame-sketch.tsx'

type Output = SlotSettings['output']

const formats = ['jpeg', 'png', 'webp'] as const
const qualityRange = { from: 1, to: 100 }

/** The form of every picture, and the frame around it. */
export function PictureSection() {
  const { t } = useTranslation()
  const format = useSetting<Output['format']>('output.format')
  const quality = useSetting<number>('output.quality')
  const side = useSetting<number | null>('output.longestSidePixels')
  return (
    <>
      <Card title={t('slotEditor.picture.form')}>
        <NativeSelect
          label={t('slotEditor.picture.format')}
          value={format.value}
          error={format.error}
          disabled={format.disabled}
          data={formats.map((value) => ({ value, label: t(`slotEditor.picture.formats.${value}`) }))}
          onChange={({ currentTarget }) => format.set(currentTarget.value as Output['format'])}
        />
        {format.value !== 'png' && (
          <NumberField
            label={t('slotEditor.picture.quality')}
            description={null}
            error={quality.error}
            disabled={quality.disabled}
            value={quality.value}
            kind={{ isWhole: true, range: qualityRange }}
            schema={{ minimum: qualityRange.from, maximum: qualityRange.to }}
            onChange={(typed) => quality.set(typed as number)}
          />
        )}
        <NumberInput
          label={t('slotEditor.picture.longestSide')}
          description={t('slotEditor.picture.longestSideHelp')}
          placeholder={t('slotEditor.picture.longestSideNone')}
          value={side.value ?? ''}
          error={side.error}
          disabled={side.disabled}
          allowDecimal={false}
          step={100}
          clampBehavior="none"
          onChange={(typed) => side.set(typed === '' ? null : (typed as number))}
        />
      </Card>
      <FrameCard />
    </>
  )
}

function FrameCard() {
  const { t } = useTranslation()
  const { settings, mayChange, change, forgetProblems, providers } = useEditor()
  const { data: schema } = useQuery(slotSchemaQuery)
  const frame = settings.output.frame
  const templateId = settings.templates.frame ?? null
  const bind = (id: string | null) => {
    change((latest) => {
      const { frame: _old, ...others } = latest.templates
      return { ...latest, templates: id === null ? others : { ...others, frame: id } }
    })
    forgetProblems('templates.frame')
  }
  const upload = useTemplateUpload((_role, id) => bind(id))
  usePastedPicture(mayChange && frame ? (file) => upload.send('frame', file) : null)
  const isUsedByEffect = settings.chain.some(({ provider, operation }) =>
    providers
      .find(({ name }) => name === provider)
      ?.operations.some((each) => each.operation === operation && each.template_roles.includes('frame')),
  )

  function toggle(isOn: boolean): void {
    change((latest) => {
      const { frame: _old, ...others } = latest.templates
      const templates = isOn || isUsedByEffect ? latest.templates : others
      const chosen: Output['frame'] = isOn ? { fit: 'cover', position: 'centre' } : null
      return { ...latest, templates, output: { ...latest.output, frame: chosen } }
    })
    forgetProblems('templates.frame')
  }

  return (
    <Card title={t('slotEditor.picture.frame')}>
      <Switch
        label={t('slotEditor.picture.withFrame')}
        description={t('slotEditor.picture.withFrameHelp')}
        checked={frame !== null}
        disabled={!mayChange}
        onChange={({ currentTarget }) => toggle(currentTarget.checked)}
      />
      {frame && (
        <>
          <ul className={classes.grid}>
            <TemplateSlot
              roleName="frame"
              templateId={templateId}
              isNeeded
              isUseless={false}
              upload={upload}
              onChoose={bind}
              onRemove={() => bind(null)}
            />
          </ul>
          <SchemaGroup path="output.frame" schema={frameSchemaIn(schema as JsonSchema | undefined)} />
          <FrameSketch />
        </>
      )}
    </Card>
  )
}

function frameSchemaIn(schema: JsonSchema | undefined): JsonSchema {
  const either = schema?.properties?.output?.properties?.frame?.anyOf
  return either?.find(({ type }) => type === 'object') ?? {}
}
