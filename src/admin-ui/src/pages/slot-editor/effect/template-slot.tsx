import { Autocomplete, Button, Progress } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { ImagePlus } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { templatePreviewOf } from '../../../api/templates.ts'
import { lazyPart } from '../../../beyond-first.ts'
import { useFormats } from '../../../words/formats.ts'
import { useEditor } from '../editor-context.ts'
import { useRoleWords } from './role-words.ts'
import { usualRoles } from './template-roles.ts'
import classes from './templates.module.css'
import type { TemplateUpload } from './use-template-upload.ts'

const TemplatePicker = lazyPart(() => import('./template-picker.tsx'), 'TemplatePicker')

const mostBytes = 25 * 1024 ** 2
const kinds = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heif', 'image/avif']

interface TemplateSlotProps {
  roleName: string
  templateId: string | null
  isNeeded: boolean
  isUseless: boolean
  upload: TemplateUpload
  onChoose(templateId: string): void
  onRemove(): void
  /** Where the service takes any name. */
  onRename?: (to: string) => void
  takenRoles?: readonly string[]
}

/** The place of one template: what is there, and how something else comes there. */
export function TemplateSlot(props: TemplateSlotProps) {
  const {
    roleName: role,
    templateId,
    isNeeded,
    isUseless,
    upload,
    onChoose,
    onRemove,
    onRename,
    takenRoles = [],
  } = props
  const { t } = useTranslation()
  const { mayChange, problems } = useEditor()
  const roleOf = useRoleWords()
  const [isChoosing, setChoosing] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const progress = upload.progressOf(role)
  const error = refused ?? upload.errorOf(role) ?? problems[`templates.${role}`]
  return (
    <li className={classes.slot} data-wrong={error || isUseless ? true : undefined}>
      <div className={classes.name}>
        {onRename ? (
          <RoleInput key={role} role={role} taken={takenRoles} onRename={onRename} />
        ) : (
          <strong>
            {roleOf(role)}
            {isNeeded && templateId === null && (
              <span className={classes.needed}> · {t('slotEditor.templates.needed')}</span>
            )}
          </strong>
        )}
      </div>
      <Dropzone
        className={classes.drop ?? ''}
        accept={kinds}
        maxSize={mostBytes}
        multiple={false}
        disabled={!mayChange || progress !== null}
        onDrop={([file]) => {
          setRefused(null)
          if (file) upload.send(role, file)
        }}
        onReject={() => setRefused(upload.refuse)}
        inputProps={{ 'aria-label': `${roleOf(role)}: ${t('slotEditor.templates.drop')}` }}
      >
        {templateId === null ? (
          <span className={classes.empty}>
            <ImagePlus size={26} strokeWidth={1.4} aria-hidden />
            {mayChange && t('slotEditor.templates.drop')}
          </span>
        ) : (
          <img
            className={classes.picture}
            src={templatePreviewOf(templateId)}
            alt={t('slotEditor.templates.picture', { role: roleOf(role) })}
          />
        )}
        {progress && <Sending {...progress} />}
      </Dropzone>
      {isUseless && <p className={classes.error}>{t('slotEditor.templates.useless')}</p>}
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
      {mayChange && (
        <div className={classes.buttons}>
          <Button size="compact-sm" variant="default" onClick={() => setChoosing(true)}>
            {t('slotEditor.templates.choose')}
          </Button>
          {templateId !== null && (
            <Button size="compact-sm" variant="subtle" onClick={onRemove}>
              {t('slotEditor.templates.remove')}
            </Button>
          )}
        </div>
      )}
      <Suspense>
        {isChoosing && (
          <TemplatePicker
            onClose={() => setChoosing(false)}
            onChoose={(id) => {
              setChoosing(false)
              setRefused(null)
              onChoose(id)
            }}
          />
        )}
      </Suspense>
    </li>
  )
}

function Sending({ name, share }: { name: string; share: number }) {
  const { t } = useTranslation()
  const { percent } = useFormats()
  const says =
    share < 1
      ? t('slotEditor.templates.uploading', { name, share: percent(share) })
      : t('slotEditor.templates.working', { name })
  return (
    <span className={classes.sending} role="status">
      <span>{says}</span>
      <Progress value={share * 100} animated={share === 1} aria-label={says} w="100%" />
    </span>
  )
}

const roleRule = /^[a-z][a-z0-9_]{0,31}$/

/** A role is a name: it takes effect when the field is left. */
function RoleInput({ role, taken, onRename }: { role: string; taken: readonly string[]; onRename(to: string): void }) {
  const { t } = useTranslation()
  const { mayChange } = useEditor()
  const [typed, setTyped] = useState(role)
  const apply = (to: string) =>
    to !== role && roleRule.test(to) && !taken.includes(to) ? onRename(to) : setTyped(role)
  return (
    <Autocomplete
      size="xs"
      aria-label={t('slotEditor.templates.role')}
      data={usualRoles.filter((each) => each === role || !taken.includes(each))}
      value={typed}
      disabled={!mayChange}
      onChange={setTyped}
      onOptionSubmit={apply}
      onBlur={() => apply(typed.trim().toLowerCase())}
    />
  )
}
