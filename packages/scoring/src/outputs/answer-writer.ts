import type { Contract } from '../contract/types.ts'
import { carriedJson, carriedOf } from '../rows/carried.ts'
import { toCell } from '../rows/csv-cells.ts'
import { describeFault, type RowFault } from '../rows/row-fault.ts'
import type { RowFormat } from '../rows/sniff.ts'
import type { Scored } from '../scorer-types.ts'
import { createOutputsCsvWriter } from './csv-writer.ts'
import { createOutputsJsonWriter } from './json-writer.ts'

export interface AnswerWriterOptions {
  /** The margins too. */
  readonly raw: boolean
  /** Fields of the input that come back with the answer. */
  readonly carry: readonly string[]
}

/** Writes one line of text for each row, ends of lines included. */
export interface AnswerWriter {
  /** What stands before the first row; empty from the second call on. */
  header(): string
  row(scored: Scored, index: number, record: unknown): string
  /** What stands in the place of a row that is refused: its owner reads it, so it shows the value. */
  fault(fault: RowFault): string
}

/** Answers to rows of a text input: NDJSON objects, or CSV with a header. */
export function createAnswerWriter(
  contract: Contract,
  rawWidth: number,
  to: RowFormat,
  options: AnswerWriterOptions,
): AnswerWriter {
  return to === 'csv'
    ? csvWriter(contract, options.raw ? rawWidth : 0, options.carry)
    : jsonWriter(contract, options)
}

function jsonWriter(contract: Contract, { raw, carry }: AnswerWriterOptions): AnswerWriter {
  const writer = createOutputsJsonWriter(contract)
  return {
    header: () => '',
    row: (scored, index, record) => {
      const margins = raw ? `,"raw":${writer.raw(scored, index)}` : ''
      const carried =
        carry.length === 0 ? '' : `,"carried":${carriedJson(carriedOf(record, carry))}`
      return `{"outputs":${writer.outputs(scored, index)}${margins}${carried}}\n`
    },
    fault: (fault) => `${JSON.stringify({ error: toError(fault) })}\n`,
  }
}

/** A row that is refused gets empty cells: the reason goes to standard error. */
function csvWriter(contract: Contract, rawWidth: number, carry: readonly string[]): AnswerWriter {
  const writer = createOutputsCsvWriter(contract, { rawWidth })
  const header = [...carry.map(toCell), ...writer.header]
  // Readers skip a line that is wholly empty, and the answers would no longer stand beside the rows.
  const empty = header.length === 1 ? '""\n' : `${','.repeat(header.length - 1)}\n`
  let isFirst = true
  return {
    header: () => {
      const text = isFirst ? `${header.join(',')}\n` : ''
      isFirst = false
      return text
    },
    row: (scored, index, record) => {
      const carried = carriedOf(record, carry)
      const cells = carry.map((name) => cellOf(carried[name]))
      return `${[...cells, ...writer.cells(scored, index)].join(',')}\n`
    },
    fault: () => empty,
  }
}

/** A refused row as its owner is told of it: with the value. */
export function toError(fault: RowFault): { code: string; detail: string; pointer: string } {
  return { code: fault.code, detail: describeFault(fault, true), pointer: fault.pointer }
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return toCell(typeof value === 'string' ? value : carriedJson(value))
}
