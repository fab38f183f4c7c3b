import type { Contract, Field, RowCounts } from '@ratchet-ml/scoring'
import { elementName, featuresOf, placeTensors, setTexts } from '@ratchet-ml/scoring'
import { featureLoop } from './feature-loops.ts'
import { columnMissing, unreadable } from './problems.ts'
import type { ColumnBatch, ColumnInfo } from './types.ts'

/** Fills encoded rows, feature by feature, from columns. */
export interface RowEncoder {
  /** Doubles per row. */
  readonly width: number
  /** What was tolerated so far. */
  readonly counts: RowCounts
  /**
   * Encodes the rows of `batch` numbered in `rows[0..count)` into the first `count` rows of `into`.
   * @param firstRow number of the batch's first row in the data, for messages
   * @throws Problem `row-type`, `row-range`, `row-level-unknown`, `row-field-missing` where the
   * contract refuses a row
   */
  encode(
    batch: ColumnBatch,
    rows: Int32Array,
    count: number,
    into: Float64Array,
    firstRow: number,
  ): void
}

/**
 * An encoder of the features of a contract from columns of the same names, giving the same numbers
 * as scoring's readers of rows.
 *
 * @param subject who asks, such as `flights@1`
 * @throws Problem `data-column-missing` with the nearest name, `data-unreadable` for a column of
 * another kind than its feature
 */
export function rowEncoder(
  contract: Contract,
  columns: readonly ColumnInfo[],
  subject: string,
): RowEncoder {
  refuseLongerTensors(contract, columns, subject)
  const features = featuresOf(contract)
  const textColumns = features.flatMap(({ type }, at) => (type === 'text' ? [at] : []))
  const loops = features.map((field) => {
    const column = columns.find((candidate) => candidate.name === field.name)
    if (column === undefined) {
      const names = columns.map((candidate) => candidate.name)
      throw columnMissing(`The data for ${subject}`, field.name, names)
    }
    return { name: field.name, fill: featureLoop(field, column, subject) }
  })
  const counts: RowCounts = { rows: 0, missing: 0, unknownLevels: 0, extraKeys: 0 }
  return {
    width: features.length,
    counts,
    encode(batch, rows, count, into, firstRow) {
      if (into.length < count * loops.length) throw new RangeError('no room for the rows')
      const texts: string[] = []
      if (textColumns.length > 0) {
        setTexts(into, { width: features.length, columns: textColumns, values: texts })
      }
      for (const [offset, { name, fill }] of loops.entries()) {
        const column = batch.columns.get(name)
        if (column === undefined) throw new TypeError(`the batch has no column ${name}`)
        fill(column, { rows, count, into, width: loops.length, offset, firstRow, counts, texts })
      }
      counts.rows += count
    },
  }
}

/** A caller's row with an array too long is refused, so that data with such rows is too. */
function refuseLongerTensors(
  contract: Contract,
  columns: readonly ColumnInfo[],
  subject: string,
): void {
  for (const tensor of placeTensors(contract)) {
    const beyond = elementName(tensor, tensor.count)
    if (!columns.some(({ name }) => name === beyond)) continue
    const found = `an element more under ${JSON.stringify(tensor.name)}`
    const place = `column ${JSON.stringify(beyond)}`
    throw unreadable(`The data for ${subject}`, place, found, `${tensor.count} of them`)
  }
}

/** Columns that a contract needs as text, where the format leaves the choice. */
export function textFeaturesOf(contract: Contract): readonly string[] {
  return featuresOf(contract)
    .filter(isReadAsText)
    .map((field) => field.name)
}

/** Texts, and categories that are not of numbers. */
export function isReadAsText({ type, levels }: Field): boolean {
  return type === 'text' || (type === 'category' && typeof levels?.[0] !== 'number')
}
