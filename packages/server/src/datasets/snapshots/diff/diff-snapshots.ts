import type { SnapshotColumn, SnapshotDetail, SnapshotPart } from '@ratchet-ml/protocol'
import { BinChooser } from './choose-bins.ts'
import { batchesOf, type ComparedSide, type CompareOptions, compareRows } from './compare-rows.ts'
import { type Bins, type ColumnProfile, Profiler } from './profile.ts'
import { stabilityIndex } from './stability-index.ts'

/** How a column that both snapshots have has moved. */
export interface ColumnDifference {
  readonly column: string
  readonly kind: SnapshotColumn['kind']
  readonly before: ColumnSummary
  readonly after: ColumnSummary
  /** Population stability index over deciles, or levels, of the first; absent without rows. */
  readonly stabilityIndex?: number
}

export interface ColumnSummary {
  readonly missingShare: number
  readonly mean?: number
  readonly sd?: number
  /** The most frequent levels of the first snapshot with their shares. */
  readonly levels?: readonly (readonly [level: string, share: number])[]
}

export interface SnapshotDifference {
  readonly schema: {
    readonly added: readonly SnapshotColumn[]
    readonly removed: readonly SnapshotColumn[]
    readonly changed: readonly {
      readonly column: string
      readonly before: string
      readonly after: string
    }[]
  }
  readonly parts: { readonly shared: number; readonly removed: number; readonly added: number }
  readonly rows: {
    readonly before: number
    readonly after: number
    readonly added: number
    readonly removed: number
  }
  readonly columns: readonly ColumnDifference[]
}

/** What is different between two snapshots, over the columns that both have with one kind. */
export async function diffSnapshots(
  before: SnapshotDetail,
  after: SnapshotDetail,
  options: CompareOptions,
): Promise<SnapshotDifference> {
  const common = commonColumns(before, after)
  const [first, second] = unshared(before.manifest.parts, after.manifest.parts)
  const isSame = first.length === 0 && second.length === 0
  const rows = await compareRows(
    { manifest: before.manifest, parts: first },
    { manifest: after.manifest, parts: second },
    common,
    options,
  )
  return {
    schema: diffSchema(before.manifest.columns, after.manifest.columns),
    parts: {
      shared: before.manifest.parts.length - first.length,
      removed: first.length,
      added: second.length,
    },
    rows: { before: before.manifest.rows, after: after.manifest.rows, ...rows },
    columns: isSame ? [] : await diffColumns(sideOf(before), sideOf(after), common, options),
  }
}

function sideOf({ manifest }: SnapshotDetail): ComparedSide {
  return { manifest, parts: manifest.parts }
}

function commonColumns(before: SnapshotDetail, after: SnapshotDetail): readonly SnapshotColumn[] {
  return before.manifest.columns.filter(({ name, kind }) =>
    after.manifest.columns.some((column) => column.name === name && column.kind === kind),
  )
}

/** Parts that only one side has; a part may be in a snapshot more than once. */
function unshared(
  before: readonly SnapshotPart[],
  after: readonly SnapshotPart[],
): readonly [readonly SnapshotPart[], readonly SnapshotPart[]] {
  const left = [...after]
  const first = before.filter(({ sha256 }) => {
    const at = left.findIndex((part) => part.sha256 === sha256)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return [first, left]
}

function diffSchema(
  before: readonly SnapshotColumn[],
  after: readonly SnapshotColumn[],
): SnapshotDifference['schema'] {
  const kinds = new Map(before.map(({ name, kind }) => [name, kind]))
  const names = new Set(after.map(({ name }) => name))
  return {
    added: after.filter(({ name }) => !kinds.has(name)),
    removed: before.filter(({ name }) => !names.has(name)),
    changed: after.flatMap(({ name, kind }) => {
      const was = kinds.get(name)
      return was === undefined || was === kind ? [] : [{ column: name, before: was, after: kind }]
    }),
  }
}

async function diffColumns(
  before: ComparedSide,
  after: ComparedSide,
  columns: readonly SnapshotColumn[],
  options: CompareOptions,
): Promise<readonly ColumnDifference[]> {
  const chooser = new BinChooser(columns, before.manifest.rows)
  for await (const batch of batchesOf(before, columns, options)) chooser.add(batch)
  const bins = columns.map(({ name }) => chooser.binsOf(name))
  const profilesOf = async (side: ComparedSide) => {
    const profilers = columns.map(({ name }, i) => new Profiler(name, bins[i] as Bins)) // one each
    for await (const batch of batchesOf(side, columns, options)) {
      for (const profiler of profilers) profiler.add(batch)
    }
    return profilers.map((profiler) => profiler.take())
  }
  const [first, second] = [await profilesOf(before), await profilesOf(after)]
  return columns.map(({ name, kind }, i): ColumnDifference => {
    const [a, b] = [first[i] as ColumnProfile, second[i] as ColumnProfile] // one each
    const index = stabilityIndex(a.counts, b.counts)
    return {
      ...{ column: name, kind },
      before: summarise(a, bins[i] as Bins),
      after: summarise(b, bins[i] as Bins),
      ...(index !== undefined && { stabilityIndex: index }),
    }
  })
}

function summarise({ rows, missing, mean, sd, counts }: ColumnProfile, bins: Bins): ColumnSummary {
  const levels =
    bins.kind === 'levels'
      ? [...bins.levels]
          .slice(0, 5)
          .map(([level, bin]) => [level, (counts[bin] ?? 0) / Math.max(1, rows)] as const)
      : undefined
  return {
    missingShare: rows === 0 ? 0 : missing / rows,
    ...(mean !== undefined && { mean }),
    ...(sd !== undefined && { sd }),
    ...(levels && { levels }),
  }
}
