import {
  type Contract,
  carriedJson,
  carriedOf,
  createOutputsCsvWriter,
  createOutputsJsonWriter,
  describeFault,
  type RowFault,
  type RowFormat,
  type Scored,
  toCell,
} from '@ratchet-ml/scoring'
import type { PredictOptions } from './types.ts'

/** Writes one line of text for each row, ends of lines included. */
export interface AnswerWriter {
  /** What stands before the first row; empty from the second call on. */
  header(): string
  row(scored: Scored, index: number, record: unknown): string
  fault(fault: RowFault): string
}

export function createAnswerWriter(
  contract: Contract,
  rawWidth: number,
  to: RowFormat,
  options: Pick<PredictOptions, 'raw' | 'carry'>,
): AnswerWriter {
  return to === 'csv'
    ? csvWriter(contract, options.raw ? rawWidth : 0, options.carry)
    : jsonWriter(contract, options)
}

function jsonWriter(
  contract: Contract,
  { raw, carry }: Pick<PredictOptions, 'raw' | 'carry'>,
): AnswerWriter {
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
      const cells = carry.map((name) => toCell(textOf(carried[name])))
      return `${[...cells, ...writer.cells(scored, index)].join(',')}\n`
    },
    fault: () => empty,
  }
}

/** An error in the place of a row; its owner reads it, so it shows the value. */
export function toError(fault: RowFault): { code: string; detail: string; pointer: string } {
  return { code: fault.code, detail: describeFault(fault, true), pointer: fault.pointer }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : carriedJson(value)
}
