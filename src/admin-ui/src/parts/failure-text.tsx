import classes from './failure-text.module.css'

/** What a failure means; what there are no words for stands beneath, in small English. */
export function FailureText({ text, own }: { text: string; own: string }) {
  return (
    <>
      {text}
      <span className={classes.own} lang="en">
        {own}
      </span>
    </>
  )
}
