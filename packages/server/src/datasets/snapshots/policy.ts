import type { SnapshotPart, TimeRange } from '@ratchet-ml/protocol'
import { isDigest } from '@ratchet-ml/scoring'
import type { SnapshotReference } from './types.ts'

const marked = 'snapshot:'

/**
 * What a text names where a dataset is named: `snapshot:flights`, `snapshot:flights@2`,
 * `snapshot:flights@sha256:…`; `undefined` when it names no snapshot.
 */
export function parseMarkedReference(text: string): SnapshotReference | undefined {
  return text.startsWith(marked) ? parseReference(text.slice(marked.length)) : undefined
}

/** The newest is meant where no number or digest is named. */
export function parseReference(text: string): SnapshotReference {
  const at = text.indexOf('@')
  if (at === -1) return { name: text, reference: 'latest' }
  return { name: text.slice(0, at), reference: text.slice(at + 1) }
}

/** What a store looks for; `undefined` when the reference is none. */
export function toSought(reference: string) {
  if (reference === 'latest' || isDigest(reference)) return reference
  return /^[1-9]\d{0,8}$/.test(reference) ? Number(reference) : undefined
}

/** Parts in the order of a manifest: by first and last event time, then by digest. */
export function inOrder(parts: readonly SnapshotPart[]): readonly SnapshotPart[] {
  const keyOf = ({ time, sha256 }: SnapshotPart) =>
    `${time?.first ?? ''} ${time?.last ?? ''} ${sha256}`
  return parts
    .map((part) => ({ part, key: keyOf(part) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ part }) => part)
}

/** The first and the last time of several ranges; `undefined` when none has any. */
export function rangeOf(ranges: Iterable<TimeRange | undefined>): TimeRange | undefined {
  let whole: TimeRange | undefined
  for (const range of ranges) {
    if (range === undefined) continue
    whole = {
      first: whole === undefined || range.first < whole.first ? range.first : whole.first,
      last: whole === undefined || range.last > whole.last ? range.last : whole.last,
    }
  }
  return whole
}
