import { Button, FileButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { useTestPhoto } from './use-test-photo.ts'

/** A photo of one's own instead of the sample. */
export function OwnPhotoButton({ photo }: { photo: ReturnType<typeof useTestPhoto> }) {
  const { t } = useTranslation()
  return (
    <FileButton accept="image/*,.heic,.heif" onChange={photo.choose}>
      {(props) => (
        <Button variant="subtle" {...props}>
          {photo.file?.name ?? t('slotEditor.test.own')}
        </Button>
      )}
    </FileButton>
  )
}
