import { formatTable } from '../../../platform/cli-kit/table.ts'
import type { Command } from '../../../platform/cli-kit/types.ts'
import {
  type ColumnDifference,
  type ColumnSummary,
  diffSnapshots,
  type SnapshotDifference,
} from '../diff/diff-snapshots.ts'
import { getSnapshot } from './show.ts'

export const snapshotDiffCommand: Command = {
  name: 'snapshot diff',
  summary: 'Say what is different between two snapshots',
  description:
    'Columns, parts and rows that one has and the other has not, and how the values of each column moved.\n' +
    'Rows are counted as a multiset, over the columns that both have; parts that both have are not read for\n' +
    'it. PSI is the population stability index over the deciles of the first snapshot (of a sample of 100,000\n' +
    'rows), or over its 50 most frequent levels.',
  positionals: [
    { name: 'A', help: 'NAME@N or a digest' },
    { name: 'B', help: 'NAME@N or a digest' },
  ],
  options: {},
  examples: ['ratchet snapshot diff flights@1 flights@2'],
  run: async (context, input) => {
    const [a = '', b = ''] = input.positionals
    const [before, after] = [await getSnapshot(context, a), await getSnapshot(context, b)]
    const options = { blobs: await context.blobFiles(), signal: context.signal }
    const difference = await diffSnapshots(before, after, options)
    context.print(describe(difference), difference)
    return 0
  },
}

function describe({ schema, parts, rows, columns }: SnapshotDifference): string {
  const lines = [
    `rows   ${count(rows.before)} before, ${count(rows.after)} after: ${count(rows.added)} added, ${count(rows.removed)} removed`,
    `parts  ${parts.shared} shared, ${parts.added} added, ${parts.removed} removed`,
    ...schema.added.map(({ name, kind }) => `column ${name} is new, of kind ${kind}`),
    ...schema.removed.map(({ name }) => `column ${name} is gone`),
    ...schema.changed.map(
      ({ column, before, after }) => `column ${column} was ${before} and is ${after}`,
    ),
  ]
  if (columns.length === 0) return lines.join('\n')
  const header = ['COLUMN', 'MISSING', '', 'BEFORE', 'AFTER', 'PSI']
  return [...lines, '', formatTable(header, columns.map(rowOf))].join('\n')
}

function rowOf({ column, kind, before, after, stabilityIndex }: ColumnDifference): string[] {
  return [
    column,
    percent(before.missingShare),
    percent(after.missingShare),
    words(before, kind),
    words(after, kind),
    stabilityIndex === undefined ? '' : stabilityIndex.toFixed(4),
  ]
}

function words({ mean, sd, levels }: ColumnSummary, kind: ColumnDifference['kind']): string {
  if (levels !== undefined) {
    return levels
      .slice(0, 3)
      .map(([level, share]) => `${level.slice(0, 12)} ${percent(share)}`)
      .join(', ')
  }
  if (mean === undefined || sd === undefined) return ''
  if (kind === 'timestamp') return `around ${new Date(mean / 1000).toISOString().slice(0, 10)}`
  return `${mean.toPrecision(4)} ± ${sd.toPrecision(4)}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function count(rows: number): string {
  return rows.toLocaleString('en-US')
}
