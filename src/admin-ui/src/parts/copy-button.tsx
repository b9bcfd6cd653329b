import { ActionIcon } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from './copy-text.ts'

const shownMilliseconds = 1600

/** `label` names what is copied where the text itself should not be read out. */
export function CopyButton({ text, label: what = text }: { text: string; label?: string }) {
  const { t } = useTranslation()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), shownMilliseconds)
    return () => clearTimeout(timer)
  }, [isCopied])
  const label = isCopied ? t('shell.copied') : t('shell.copy')
  return (
    <ActionIcon
      variant="subtle"
      aria-label={`${label}: ${what}`}
      title={label}
      onClick={async () => setCopied(await copyText(text))}
    >
      {isCopied ? <Check size={17} aria-hidden /> : <Copy size={17} aria-hidden />}
    </ActionIcon>
  )
}
