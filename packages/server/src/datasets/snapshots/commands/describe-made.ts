import type { SnapshotCreated, SnapshotSource } from '@ratchet-ml/protocol'
import type { Made } from '../create/create-snapshot.ts'

/** What `snapshot create` says. */
export function describeMade({ snapshot, tally, unreadable }: Made, created: SnapshotCreated) {
  const { outcome, snapshot: view } = created
  const { sources, quality } = snapshot.provenance
  const count = (kept: SnapshotSource['kept']) => sources.filter((one) => one.kept === kept).length
  const range = view.range && `${view.range.first.slice(0, 10)} to ${view.range.last.slice(0, 10)}`
  const human = [
    `${outcome === 'created' ? 'Kept' : 'Unchanged:'} ${view.snapshot}@${view.number}, ${view.rows.toLocaleString('en-US')} rows${range ? `, ${range}` : ''}`,
    `${sources.length} files: ${count('copied')} copied, ${count('converted')} converted, ${count('unchanged')} unchanged; ${view.parts} parts, ${megabytes(view.bytes)} MB`,
    `digest  ${view.digest}`,
    `content ${view.contentHash}`,
  ]
  const notes = [
    ...sources.flatMap(({ file, dialect }) =>
      dialect === undefined ? [] : `${file}: ${dialect}.`,
    ),
    ...(unreadable.length > 0
      ? [`Kept, but not read, as they are of no known kind: ${unreadable.join(', ')}.`]
      : []),
    ...(tally.bad > 0
      ? [
          `${tally.bad} of ${quality.rowsRead} rows were put aside: ${quality.counts.map(({ rule, column, rows }) => `${rule}${column === undefined ? '' : ` in ${column}`} ${rows}`).join(', ')}.`,
        ]
      : []),
    ...(quality.untimed === undefined ? [] : [`${quality.untimed} rows have no event time.`]),
    ...(quality.notYetRecorded === undefined
      ? []
      : [`${quality.notYetRecorded} rows were not yet known at that time.`]),
  ]
  return { human: human.join('\n'), notes, data: { ...created, quality } }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
