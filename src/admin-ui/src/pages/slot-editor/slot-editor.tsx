import { Anchor, Badge, Tabs } from '@mantine/core'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { mayActAs, meQuery } from '../../api/me.ts'
import type { Provider } from '../../api/providers.ts'
import { slotQuery } from '../../api/slot.ts'
import { lazyPart } from '../../beyond-first.ts'
import { Caution } from '../../parts/caution.tsx'
import { LeaveGuard } from '../../parts/leave-guard.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import { useProblemList } from '../../parts/problem-words.ts'
import type { Problems } from './draft/problems.ts'
import { isWithin } from './draft/problems.ts'
import { useSlotDraft } from './draft/use-slot-draft.ts'
import { type Editor, EditorProvider } from './editor-context.ts'
import { Hints } from './hints.tsx'
import { Meanwhile } from './meanwhile.tsx'
import { SaveBar } from './save-bar.tsx'
import { isSection, type Section, sectionOf, sections } from './sections.ts'
import classes from './slot-editor.module.css'
import { TestPanel } from './test/test-panel.tsx'
import { useTestShot } from './test/use-test-shot.ts'
import { useSave } from './use-save.ts'

const EffectSection = lazyPart(() => import('./effect/effect-section.tsx'), 'EffectSection')
const PictureSection = lazyPart(() => import('./picture/picture-section.tsx'), 'PictureSection')
const RulesSection = lazyPart(() => import('./rules/rules-section.tsx'), 'RulesSection')
const CompareSection = lazyPart(() => import('./compare/compare-section.tsx'), 'CompareSection')
const HistorySection = lazyPart(() => import('./history/history-section.tsx'), 'HistorySection')
const DoctorSection = lazyPart(() => import('./doctor/doctor-section.tsx'), 'DoctorSection')
const SlotMenu = lazyPart(() => import('./menu/slot-menu.tsx'), 'SlotMenu')

/** Those beside which a test shot is of use. */
const isEdited = (section: Section) => section === 'effect' || section === 'picture' || section === 'rules'

export function SlotEditor({ slot, providers }: { slot: Slot; providers: readonly Provider[] }) {
  const { t } = useTranslation()
  const sayProblems = useProblemList()
  const { data: me } = useSuspenseQuery(meQuery)
  const [mayChange, mayTest] = [mayActAs(me.role, 'admin'), mayActAs(me.role, 'operator')]
  const queryClient = useQueryClient()
  const draft = useSlotDraft(slot)
  const [problems, setProblems] = useState<Problems>({})
  const { section, show } = useSection()
  const panel = useRef<HTMLDivElement>(null)
  const notes = useRef<HTMLDivElement>(null)
  const shot = useTestShot(slot.id, setProblems)

  const editor = useMemo<Editor>(
    () => ({
      slot,
      providers,
      settings: draft.settings,
      saved: draft.saved,
      mayChange,
      mayTest,
      problems,
      change: draft.change,
      forgetProblems: (path) =>
        setProblems((known) => Object.fromEntries(Object.entries(known).filter(([field]) => !isWithin(field, path)))),
    }),
    [slot, providers, draft.settings, draft.saved, draft.change, mayChange, mayTest, problems],
  )

  const save = useSave({
    slot,
    draft,
    onProblems(found) {
      setProblems(found)
      const [first] = Object.keys(found)
      if (first !== undefined) show(sectionOf(first))
    },
    async onBehind() {
      await queryClient.invalidateQueries({ queryKey: slotQuery(slot.id).queryKey, exact: true })
      notes.current?.scrollIntoView({ block: 'nearest' })
    },
  })

  function test(): void {
    shot.start(draft.settings)
    if (!isEdited(section)) show('effect')
    panel.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
  }

  return (
    <EditorProvider value={editor}>
      <PageFrame
        title={draft.settings.name || slot.id}
        actions={
          <div className={classes.actions}>
            <code className={classes.address}>{slot.ingest_path}</code>
            <Suspense fallback={<div className={classes.menuRoom} />}>
              <SlotMenu isDirty={draft.draft !== null} />
            </Suspense>
          </div>
        }
      >
        <Anchor component={Link} to="/admin" className={classes.back}>
          <ChevronLeft size={16} aria-hidden />
          {t('slotEditor.back')}
        </Anchor>
        <Tabs value={section} onChange={(chosen) => isSection(chosen) && show(chosen)} keepMounted={false}>
          <Tabs.List className={classes.tabs} aria-label={t('slotEditor.sections')}>
            {sections.map((each) => (
              <SectionTab
                key={each}
                section={each}
                hasProblems={Object.keys(problems).some((path) => sectionOf(path) === each)}
              />
            ))}
          </Tabs.List>
          <div ref={notes} className={classes.notes}>
            {slot.problem !== null && (
              <Caution isGrave>{t('slotEditor.problem', { problem: sayProblems(slot.problems) })}</Caution>
            )}
            <Meanwhile slot={slot} draft={draft} />
          </div>
          <div className={classes.columns} data-lone={!isEdited(section) || undefined}>
            {sections.map((each) => (
              <Tabs.Panel key={each} value={each} className={classes.section}>
                <Suspense fallback={<div className={classes.room} aria-busy />}>
                  {each === 'effect' && <EffectSection />}
                  {each === 'picture' && <PictureSection />}
                  {each === 'rules' && <RulesSection />}
                  {each === 'compare' && <CompareSection onTaken={() => show('effect')} />}
                  {each === 'history' && <HistorySection isDirty={draft.draft !== null} />}
                  {each === 'doctor' && <DoctorSection />}
                </Suspense>
              </Tabs.Panel>
            ))}
            <div ref={panel} className={classes.panel} hidden={!isEdited(section)}>
              <TestPanel shot={shot} onRun={test} />
              <Hints />
            </div>
          </div>
        </Tabs>
        <SaveBar draft={draft} save={save} onTest={test} isTesting={shot.isRunning} />
        <LeaveGuard own={`/admin/slots/${slot.id}`} isDirty={draft.draft !== null} onDiscard={draft.discard} />
      </PageFrame>
    </EditorProvider>
  )
}

function SectionTab({ section, hasProblems }: { section: Section; hasProblems: boolean }) {
  const { t } = useTranslation()
  const name = t(`slotEditor.section.${section}`)
  return (
    <Tabs.Tab value={section} {...(hasProblems && { 'aria-label': t('slotEditor.hasProblems', { section: name }) })}>
      {name}
      {hasProblems && (
        <Badge circle size="xs" color="red" ml={6} aria-hidden>
          !
        </Badge>
      )}
    </Tabs.Tab>
  )
}

/** Which part is shown stands in the address, so that it is found again. */
function useSection() {
  const { section = 'effect' } = useSearch({ from: '/signed-in/shell/admin/slots/$slotId' })
  const navigate = useNavigate({ from: '/admin/slots/$slotId' })
  const show = (wanted: Section) =>
    void navigate({ search: { section: wanted === 'effect' ? undefined : wanted }, replace: true, resetScroll: false })
  // The next part is looked at mostly: its code is there then.
  useEffect(() => void import('./picture/picture-section.tsx'), [])
  return { section, show }
}
