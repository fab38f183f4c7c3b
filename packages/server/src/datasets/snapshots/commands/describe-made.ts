import type { QualityReport, SnapshotCreated, SnapshotSource } from '@ratchet-ml/protocol'
import { counted } from '../../../platform/counted.ts'
import type { Made } from '../create/create-snapshot.ts'
import { shownBytes } from './shown-bytes.ts'

/** What `snapshot create` says. */
export function describeMade(
  { snapshot, unreadable }: Made,
  { outcome, snapshot: view }: SnapshotCreated,
) {
  const { sources, quality } = snapshot.provenance
  const count = (kept: SnapshotSource['kept']) => sources.filter((one) => one.kept === kept).length
  const { range } = view
  const days =
    range === undefined ? '' : `, ${range.first.slice(0, 10)} to ${range.last.slice(0, 10)}`
  const said = outcome === 'created' ? 'Kept' : 'Unchanged:'
  const kinds = (['copied', 'converted', 'unchanged'] as const)
    .filter((kept) => count(kept) > 0)
    .map((kept) => `${count(kept)} ${kept}`)
  const human = [
    `${said} ${view.snapshot}@${view.number}, ${counted(view.rows, 'row')}${days}`,
    `${counted(sources.length, 'file')} (${kinds.join(', ')}), ${counted(view.parts, 'part')}, ${shownBytes(view.bytes)}`,
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
    ...notesOf(quality),
  ]
  return { human: human.join('\n'), notes, data: { outcome, snapshot: view, quality } }
}

function notesOf({ rowsQuarantined, rowsRead, counts, untimed, notYetRecorded }: QualityReport) {
  const rules = counts.map(
    ({ rule, column, rows }) => `${rule}${column === undefined ? '' : ` in ${column}`} ${rows}`,
  )
  return [
    ...(rowsQuarantined > 0
      ? [`Put aside: ${counted(rowsQuarantined, 'row')} of ${rowsRead} (${rules.join(', ')}).`]
      : []),
    ...(untimed === undefined ? [] : [`Without an event time: ${counted(untimed, 'row')}.`]),
    ...(notYetRecorded === undefined
      ? []
      : [`Not yet known at that time: ${counted(notYetRecorded, 'row')}.`]),
  ]
}
