import { nestInputs } from '../contract/tensor-inputs.ts'
import { type Contract, type Field, featuresOf } from '../contract/types.ts'
import type { VerificationRows } from '../package/types.ts'
import { emptyTextOf } from '../rows/cell-values.ts'
import { toCell } from '../rows/csv-cells.ts'
import type { RowFormat } from '../rows/sniff.ts'
import { createRowDecoder } from './decode-row.ts'
import { rowKey } from './row-key.ts'

export interface WrittenRows {
  readonly text: string
  readonly rows: number
  /** Rows of which nobody could send the like, such as codes of no category, or that CSV cannot say. */
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
  const inputs = featuresOf(contract)
  const toLine = format === 'csv' ? csvLineOf(inputs) : jsonLineOf(contract, inputs)
  const seen = new Set<string>()
  const lines: string[] = []
  let leftOut = 0
  for (const i of kinds.keys()) {
    const written = decode(rows.subarray(i * featureCount, (i + 1) * featureCount))
    const line = written && toLine(written.record)
    if (written === undefined || line === undefined) {
      leftOut++
      continue
    }
    if (seen.has(rowKey(written.encoded))) continue
    seen.add(rowKey(written.encoded))
    lines.push(line)
  }
  const header = format === 'csv' ? [inputs.map(({ name }) => toCell(name)).join(',')] : []
  return { text: `${[...header, ...lines].join('\n')}\n`, rows: lines.length, leftOut }
}

/** One row; `undefined` for one that the format cannot say. */
type ToLine = (record: Readonly<Record<string, unknown>>) => string | undefined

function jsonLineOf(contract: Contract, inputs: readonly Field[]): ToLine {
  return (record) => {
    const values = inputs.map(({ name }) => record[name])
    const members = nestInputs({ ...contract, inputs }, values).map(
      ([name, value]) => `${JSON.stringify(name)}:${toJson(value)}`,
    )
    return `{"inputs":{${members.join(',')}}}`
  }
}

/** An empty cell alone is quoted, since an empty line may be none; of texts it would be the empty one. */
function csvLineOf(inputs: readonly Field[]): ToLine {
  const alone = emptyTextOf(inputs[0]) === null ? '""' : undefined
  return (record) => inputs.map(({ name }) => csvCell(record[name])).join(',') || alone
}

function toJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`
  // Minus zero with a fraction, since "-0" is a whole number to many readers, and those have none.
  return Object.is(value, -0) ? '-0.0' : JSON.stringify(value)
}

function csvCell(value: unknown): string {
  if (value === null) return ''
  return Object.is(value, -0) ? '-0.0' : toCell(String(value))
}
