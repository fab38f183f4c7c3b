import type { ModelBuilder } from '../../ir/builder.ts'
import { type CategoryColumns, categoryFlags, categoryHashes } from './category-columns.ts'
import type { ColumnParts } from './column-parts.ts'
import type { Split } from './splits.ts'
import { buildStatistics } from './statistics.ts'

/** A question as trees ask it: whether a column is above a border. */
export interface Question {
  readonly column: number
  readonly border: number
}

/** What the trees look at. */
export interface Columns {
  /** The value that holds the columns. */
  readonly out: string
  /** By number of the split. */
  readonly questions: readonly Question[]
  /** For each column, whether NaN is above its borders. */
  readonly missingIsAbove: readonly boolean[]
}

/** Writes the steps from a row to what trees compare: numbers, flags of categories, statistics. */
export function buildColumns(builder: ModelBuilder, row: string, parts: ColumnParts): Columns {
  const { features, ctrs, splits } = parts
  const floats = [...features.floats].sort(([a], [b]) => a - b)
  const flags = categoryFlags(builder, row, parts)
  const blocks: string[] = []
  if (floats.length > 0) {
    const columns = floats.map(([, { flat }]) => flat)
    blocks.push(builder.step({ op: 'select@1', in: row, out: 'numbers', columns }))
  }
  if (flags !== undefined) blocks.push(flags.out)
  if (ctrs.ctrs.length > 0) {
    const hashes = categoryHashes(builder, row, parts)
    blocks.push(buildStatistics(builder, row, { ...parts, hashes, flags }))
  }
  const out = blocks.length === 1 ? (blocks[0] as string) : joined(builder, blocks)
  const statisticsAt = floats.length + (flags?.width ?? 0)
  const places = new Map(floats.map(([index], i) => [index, i]))
  const at = { flags: floats.length, statistics: statisticsAt }
  const questions = splits.map((split) => questionOf(split, places, flags, at))
  const width = statisticsAt + ctrs.ctrs.length
  const missingIsAbove = Array.from(
    { length: width },
    (_, column) => floats[column]?.[1].missingIsAbove ?? false,
  )
  return { out, questions, missingIsAbove }
}

function questionOf(
  split: Split,
  floats: ReadonlyMap<number, number>,
  flags: CategoryColumns | undefined,
  at: { readonly flags: number; readonly statistics: number },
): Question {
  switch (split.kind) {
    case 'float':
      return { column: floats.get(split.feature) ?? 0, border: split.border }
    case 'category':
      return { column: at.flags + (flags?.placeOf(split.feature, split.value) ?? 0), border: 0.5 }
    case 'ctr':
      return { column: at.statistics + split.ctr, border: split.border }
  }
}

function joined(builder: ModelBuilder, blocks: readonly string[]): string {
  return builder.step({ op: 'concat@1', in: blocks, out: 'columns' })
}
