import { agoText, timeText } from '../format/text.ts'

/** A time as people say it, with the exact one beside it. */
export function Stamp({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={timeText(at)}>
      {agoText(at, new Date())}
    </time>
  )
}

/** A time in full. */
export function FullStamp({ at }: { readonly at: string }) {
  return (
    <time className="nowrap" dateTime={at}>
      {timeText(at)}
    </time>
  )
}
