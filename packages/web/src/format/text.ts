import { numberText } from '@ratchet-ml/figures'

/** `2026-01-02 03:04:05 UTC`: the same for every reader, wherever they are. */
export function timeText(instant: string): string {
  const time = Date.parse(instant)
  if (Number.isNaN(time)) return instant
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** `3 minutes ago`, rounded down; `just now` under a minute and for what lies ahead. */
export function agoText(instant: string, now: Date): string {
  const seconds = (now.getTime() - Date.parse(instant)) / 1000
  if (Number.isNaN(seconds)) return ''
  const [name, size] = units.find(([, length]) => seconds >= length) ?? ['', 0]
  if (size === 0) return 'just now'
  const count = Math.floor(seconds / size)
  return `${count} ${name}${count === 1 ? '' : 's'} ago`
}

const units: readonly (readonly [string, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** `12.3 kB`, in steps of a thousand. */
export function bytesText(sizeBytes: number): string {
  const names = ['B', 'kB', 'MB', 'GB']
  const step = Math.min(names.length - 1, Math.max(0, Math.floor(Math.log10(sizeBytes || 1) / 3)))
  return `${numberText(Number((sizeBytes / 1000 ** step).toPrecision(3)))} ${names[step]}`
}

/** `1.2 ms`, or a dash where there is none. */
export function millisecondsText(ms: number | undefined): string {
  return ms === undefined ? '–' : `${numberText(Number(ms.toPrecision(3)))} ms`
}

/** A span of event time: days where both ends are midnights, with the last day included. */
export function spanText(from: string, until: string): string {
  const isDays = [from, until].every((end) => /T00:00:00(\.0+)?Z$/.test(end))
  if (!isDays) return `${timeText(from)} to before ${timeText(until)}`
  const lastDay = new Date(Date.parse(until) - 86_400_000).toISOString().slice(0, 10)
  return from.slice(0, 10) === lastDay ? lastDay : `${from.slice(0, 10)} to ${lastDay}`
}

/** A text in which no digest is longer than it takes to recognise it. */
export function withShortDigests(text: string): string {
  return text.replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, '$1…')
}
