import { Button, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editsQuery, findingsQuery, removeObject, type versionsOf, type WholeImage } from '../../api/pix-image.ts'
import { orchestratorsQuery } from '../../api/pix-jobs.ts'
import { Caution } from '../../parts/caution.tsx'
import { useKnownWords } from '../../parts/known-words.ts'
import { notify } from '../../parts/notify.ts'
import { Problem } from '../../parts/problem.tsx'
import { maskAsPng } from './draw-mask.ts'
import { MaskEditor } from './mask-editor.tsx'
import classes from './removal.module.css'
import type { Desk } from './use-desk.ts'
import { isEmpty } from './use-mask.ts'
import { useVersionName } from './version-strip.tsx'

interface RemovalProps {
  image: WholeImage
  desk: Desk
  shown: ReturnType<typeof versionsOf>[number]
}

/** Draws what is to disappear, and sends it. Whatever goes wrong, what was drawn stays. */
export function Removal({ image, desk, shown }: RemovalProps) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const nameOf = useVersionName()
  const sayReason = useKnownWords('remarks.reason')
  const { data: services } = useQuery(orchestratorsQuery)
  const { data: findings } = useQuery(findingsQuery(image.image_id))
  const { mask } = desk
  const size = { width: shown.width ?? image.width ?? 0, height: shown.height ?? image.height ?? 0 }
  const missing = services?.find(({ name }) => name === 'vision')?.missing ?? []
  const [followed, setFollowed] = useState<string | null>(null)
  const { data: edits } = useQuery({ ...editsQuery(image.image_id), enabled: followed !== null })
  const edit = edits?.find(({ id }) => id === followed)

  const show = async (version: string) => {
    setFollowed(null)
    await queryClient.invalidateQueries({ queryKey: ['pix'] })
    mask.clear()
    desk.show(version, 'compare')
    void notify({ message: t('pixImage.removed', { version: nameOf(version) }) })
  }
  const remove = useMutation({
    mutationFn: async () => removeObject(image, shown.kind, await maskAsPng(size, mask.shapes)),
    async onSuccess(answer) {
      if (answer.success) return show(answer.new_version)
      setFollowed(answer.edit_id)
      await queryClient.invalidateQueries({ queryKey: ['pix', 'edits'] })
    },
    onError: () => queryClient.invalidateQueries({ queryKey: ['pix', 'edits'] }),
  })
  const madeLater = edit?.status === 'done' ? edit.to_version : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each version that has come
  useEffect(() => {
    if (madeLater !== null) void show(madeLater)
  }, [madeLater])

  const isUnderWay = remove.isPending || (followed !== null && edit?.status !== 'failed' && edit?.status !== 'done')
  const leaves = findings?.leaves
  const mayBeSent = missing.length === 0 && leaves !== 'nothing' && size.width > 0
  return (
    <div className={classes.removal}>
      <Text c="dimmed">{t('pixImage.removeText')}</Text>
      {missing.length > 0 && <Caution>{t('pixImage.removeNotSetUp', { variables: missing.join(', ') })}</Caution>}
      {missing.length === 0 && leaves === 'nothing' && <Caution>{t('pixImage.removeWithheld')}</Caution>}
      {missing.length === 0 && leaves === 'blurred' && <Caution>{t('pixImage.removeBlurred')}</Caution>}
      <MaskEditor image={image} shown={shown} desk={desk} isLocked={isUnderWay} />
      <Problem error={remove.error} />
      {edit?.status === 'failed' && (
        <Caution isGrave>
          {t('pixImage.removeFailed', { why: edit.error === null ? '' : sayReason(edit.error) })}
        </Caution>
      )}
      <div className={classes.send}>
        <Button
          disabled={!mayBeSent || isEmpty(mask.shapes)}
          loading={isUnderWay}
          onClick={() => {
            setFollowed(null)
            remove.mutate()
          }}
        >
          {t('pixImage.remove')}
        </Button>
        <span role="status">{isUnderWay && t('pixImage.removing')}</span>
      </div>
    </div>
  )
}
