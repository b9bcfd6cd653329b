import { useTranslation } from 'react-i18next'
import type { Change } from '../../api/audit.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './change-item.module.css'
import { type Difference, differencesBetween, subjectOf } from './differences.ts'
import { isKind } from './kinds.ts'

/** One change in a sentence; opened, with what was before and after. */
export function ChangeItem({ change, onWho }: { change: Change; onWho(who: string): void }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const { what, who, at, before, after } = change
  const subject = subjectOf(before, after)
  const differences = differencesBetween(before, after)
  const sentence = isKind(what) ? t(`audit.kinds.${what}`) : what
  return (
    <div className={classes.change}>
      <p className={classes.sentence}>
        <b>{sentence}</b>
        {subject && <span className={classes.subject}>{subject}</span>}
      </p>
      <p className={classes.lesser}>
        <time dateTime={at}>{moment(at)}</time>
        {' · '}
        <button type="button" className={classes.who} title={t('audit.onlyThisPerson')} onClick={() => onWho(who)}>
          {who}
        </button>
      </p>
      {differences.length > 0 && (
        <details className={classes.details}>
          <summary>{t('audit.fields', { count: differences.length })}</summary>
          <dl className={classes.differences}>
            {differences.map((difference) => (
              <Field key={difference.path} {...difference} />
            ))}
          </dl>
        </details>
      )}
    </div>
  )
}

function Field({ path, before, after }: Difference) {
  const { t } = useTranslation()
  return (
    <div>
      <dt>{path}</dt>
      <dd>
        {before !== undefined && (
          <del>
            <span className="only-heard">{t('audit.before')}: </span>
            {before}
          </del>
        )}
        {after !== undefined && (
          <ins>
            <span className="only-heard">{t('audit.after')}: </span>
            {after}
          </ins>
        )}
      </dd>
    </div>
  )
}
