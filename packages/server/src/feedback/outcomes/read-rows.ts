import {
  type Contract,
  createCsvReader,
  createNdjsonReader,
  type InputRow,
  Refusal,
} from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import { checkColumns, hasChoice, nameMembers } from './name-members.ts'
import type { OutcomeOrder } from './order.ts'
import type { OutcomeFault } from './row/fault.ts'

/** A row of a body as its sender counts them, or why it cannot be read. */
export type BodyRow =
  | { readonly kind: 'row'; readonly at: number; readonly record: unknown }
  | { readonly kind: 'fault'; readonly at: number; readonly fault: OutcomeFault }

/** Turns the bytes of a body of lines into rows as they come. */
export interface LineReader {
  /** @throws Problem about the body as a whole, such as a column that is not known */
  push(bytes: Uint8Array): readonly BodyRow[]
  end(): readonly BodyRow[]
}

/** Columns come as text: what a cell means is decided by its column here. */
const anyColumns: Contract = {
  ...{ task: 'regression', inputs: [], extra: 'ignore', outputs: [] },
  numeric: { raw: 'bit-exact', linkUlp: 0 },
}

/** Reads newline-delimited JSON, or comma-separated values with a header, in UTF-8. */
export function createLineReader(form: 'ndjson' | 'csv', order: OutcomeOrder): LineReader {
  const stream = form === 'csv' ? createCsvReader(anyColumns) : createNdjsonReader()
  let isFirst = true
  let isChecked = false
  const toRow = (row: InputRow): BodyRow => {
    const at = row.line + order.offset
    if (row.kind === 'fault') {
      const { code, pointer, found, expected } = row.fault
      return { kind: 'fault', at, fault: { code, pointer, found, expected } }
    }
    if (form === 'csv' && !isChecked) {
      checkColumns(Object.keys(row.record as object), order, order.source)
      isChecked = true
    }
    const named = hasChoice(order) ? nameMembers(row.record, order) : row.record
    const record = form === 'csv' ? fromCells(named as Record<string, unknown>) : named
    return { kind: 'row', at, record }
  }
  return {
    push: (bytes) => {
      if (isFirst && bytes.length > 1) {
        refuseUtf16(bytes)
        isFirst = false
      }
      return telling(() => stream.push(bytes)).map(toRow)
    },
    end: () => telling(() => stream.end()).map(toRow),
  }
}

/** What was found is left out: a body without a header begins with values. */
function telling<T>(act: () => T): T {
  try {
    return act()
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    const { code, place, expected } = thrown
    throw new Problem(code, `${place}: expected ${expected}, and did not find it.`)
  }
}

function refuseUtf16([first = 0, second = 0]: Uint8Array): void {
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (!isUtf16) return
  throw new Problem('body-not-utf8', 'The body begins at byte 0 with the mark of UTF-16.', {
    hint: 'Write it in UTF-8.',
  })
}

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/**
 * A record of cells by the meaning of its columns. Numbers are those of JSON, so that 007 stays the
 * text it is; an empty cell is no value, and `null` takes an outcome back.
 */
function fromCells(record: Record<string, unknown>): unknown {
  const { value, revision } = record
  if (typeof revision === 'string' && number.test(revision)) record['revision'] = Number(revision)
  if (typeof value === 'string') record['value'] = valueOfCell(value)
  else if (value === null) delete record['value']
  return record
}

function valueOfCell(cell: string): unknown {
  if (number.test(cell)) return Number(cell)
  if (/^true$/i.test(cell)) return true
  if (/^false$/i.test(cell)) return false
  return cell === 'null' ? null : cell
}
