import { Anchor, NativeSelect } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Provider } from '../../../api/providers.ts'
import { Caution } from '../../../parts/caution.tsx'
import { useFieldWords } from '../../../parts/field-words.ts'
import { type Link as ChainLink, linkFor, linkWithModel, modelOf, schemaOf } from '../choose-link.ts'
import { useEditor, useSetting } from '../editor-context.ts'
import { SchemaGroup } from '../form/schema-group.tsx'
import classes from './chain.module.css'
import { PromptEditor } from './prompt-editor.tsx'

/** Are asked for above the others. */
const asked = ['model', 'prompt']

interface LinkFormProps {
  /** As in `chain.0` or `fallback`. */
  path: string
  /** Others may not be chosen here. */
  only?: (provider: Provider) => boolean
}

/** Who does it, what, by which model and how. */
export function LinkForm({ path, only = () => true }: LinkFormProps) {
  const { t } = useTranslation()
  const { providers, mayChange } = useEditor()
  const { choiceOf } = useFieldWords()
  const { value: link, set, disabled } = useSetting<ChainLink>(path)
  const providerError = useSetting(`${path}.provider`).error
  const operationError = useSetting(`${path}.operation`).error
  const modelError = useSetting(`${path}.settings.model`).error
  const provider = providers.find(({ name }) => name === link.provider)
  const operation = provider?.operations.find((each) => each.operation === link.operation)
  const model = modelOf(operation, link.settings)
  const schema = operation && schemaOf(operation, model)
  const hasPrompt = schema?.properties?.prompt !== undefined && schema.properties.prompt.maxLength !== 0
  const offered = providers.filter(only)

  return (
    <>
      <div className={classes.selects}>
        <NativeSelect
          label={t('slotEditor.chain.provider')}
          value={link.provider}
          error={providerError}
          disabled={disabled}
          data={withCurrent(
            offered.map(({ name }) => name),
            link.provider,
          ).map((name) => ({ value: name, label: choiceOf(name) }))}
          onChange={({ currentTarget }) => {
            const chosen = providers.find(({ name }) => name === currentTarget.value)
            if (chosen) set(linkFor(chosen, undefined, link.settings))
          }}
        />
        <NativeSelect
          label={t('slotEditor.chain.operation')}
          value={link.operation}
          error={operationError}
          disabled={disabled}
          data={withCurrent(provider?.operations.map((each) => each.operation) ?? [], link.operation).map((name) => ({
            value: name,
            label: choiceOf(name),
          }))}
          onChange={({ currentTarget }) => {
            const chosen = provider?.operations.find((each) => each.operation === currentTarget.value)
            if (provider && chosen) set(linkFor(provider, chosen, link.settings))
          }}
        />
        {operation && operation.models.length > 0 && (
          <NativeSelect
            label={t('slotEditor.chain.model')}
            value={String(link.settings.model ?? '')}
            error={modelError}
            disabled={disabled}
            data={[
              ...(model
                ? []
                : [{ value: String(link.settings.model ?? ''), label: String(link.settings.model ?? '') }]),
              ...operation.models.map(({ id, label }) => ({ value: id, label })),
            ]}
            onChange={({ currentTarget }) => {
              const chosen = operation.models.find(({ id }) => id === currentTarget.value)
              if (chosen) set(linkWithModel(link, operation, chosen))
            }}
          />
        )}
      </div>
      {!provider && <Caution isGrave>{t('slotEditor.chain.unknownProvider', { provider: link.provider })}</Caution>}
      {provider && !provider.is_set_up && (
        <Caution>
          {t('slotEditor.chain.noKey', { provider: provider.name })}{' '}
          {mayChange && (
            <Anchor component={Link} to="/admin/providers">
              {t('slotEditor.chain.setKey')}
            </Anchor>
          )}
        </Caution>
      )}
      {schema && hasPrompt && (
        <PromptEditor path={`${path}.settings.prompt`} schema={schema.properties?.prompt ?? {}} />
      )}
      {schema && <SchemaGroup key={link.operation} path={`${path}.settings`} schema={schema} without={asked} />}
    </>
  )
}

/** What is stored is shown, even if nobody offers it any more. */
const withCurrent = (names: string[], current: string) => (names.includes(current) ? names : [current, ...names])
