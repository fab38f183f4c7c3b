import { nestInputs } from '../contract/tensor-inputs.ts'
import { type Contract, featuresOf } from '../contract/types.ts'
import type { VerificationRows } from '../package/types.ts'
import { toCell } from '../rows/csv-cells.ts'
import type { RowFormat } from '../rows/sniff.ts'
import { createRowDecoder } from './decode-row.ts'
import { rowKey } from './row-key.ts'

export interface WrittenRows {
  readonly text: string
  readonly rows: number
  /** Rows of which nobody could send the like, such as codes of no category. */
  readonly leftOut: number
}

/**
 * Verification rows as rows of the contract, for the source library to answer: one line of NDJSON a
 * row, `{"inputs":{...}}`, or CSV. Each row is written once.
 */
export function writeVerificationRows(
  contract: Contract,
  { rows, kinds, featureCount }: VerificationRows,
  format: RowFormat,
): WrittenRows {
  const decode = createRowDecoder(contract)
  const names = featuresOf(contract).map(({ name }) => name)
  const inputs = featuresOf(contract)
  const members = (record: Readonly<Record<string, unknown>>) =>
    nestInputs(
      { ...contract, inputs },
      names.map((name) => record[name]),
    ).map(([name, value]) => `${JSON.stringify(name)}:${toJson(value)}`)
  const seen = new Set<string>()
  const lines: string[] = format === 'csv' ? [names.map(toCell).join(',')] : []
  const header = lines.length
  let leftOut = 0
  for (const i of kinds.keys()) {
    const written = decode(rows.subarray(i * featureCount, (i + 1) * featureCount))
    if (written === undefined) leftOut++
    if (written === undefined || seen.has(rowKey(written.encoded))) continue
    seen.add(rowKey(written.encoded))
    lines.push(
      format === 'csv'
        ? csvLine(names.map((name) => written.record[name]))
        : `{"inputs":{${members(written.record).join(',')}}}`,
    )
  }
  return { text: `${lines.join('\n')}\n`, rows: lines.length - header, leftOut }
}

function toJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`
  // Minus zero with a fraction, since "-0" is a whole number to many readers, and those have none.
  return Object.is(value, -0) ? '-0.0' : JSON.stringify(value)
}

/** An empty cell alone is quoted, since an empty line may be none. */
function csvLine(values: readonly unknown[]): string {
  return values.map(csvCell).join(',') || '""'
}

function csvCell(value: unknown): string {
  if (value === null) return ''
  return Object.is(value, -0) ? '-0.0' : toCell(String(value))
}
