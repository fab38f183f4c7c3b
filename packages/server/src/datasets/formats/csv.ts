import { type Contract, createCsvReader, type Field } from '@ratchet-ml/scoring'
import type { ColumnInfo } from '../types.ts'
import type { RowSource } from './row-source.ts'
import { openText, type TextFormat } from './text-source.ts'

const number = /^\s*[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf(?:inity)?)\s*$/i
const missing = /^\s*(?:NA|NaN|null)?\s*$/

const csv: TextFormat = {
  isNumber: (text) => number.test(text) || missing.test(text),
  isBoolean: (text) => /^\s*(?:true|false)\s*$/i.test(text),
  createReader: (columns) => createCsvReader(contractOf(columns)),
}

/**
 * Opens comma-separated values (RFC 4180) with a header. A column is of numbers, times or booleans
 * when all its values in the first thousand rows are, and of text else.
 *
 * @throws Problem `file-not-found`, `data-unreadable`
 */
export function openCsv(path: string, file: string): Promise<RowSource> {
  return openText(path, file, csv)
}

/** Tells scoring's reader how to read cells; columns that are not named are text. */
function contractOf(columns: readonly ColumnInfo[]): Contract {
  const inputs = columns
    .filter(({ kind }) => kind !== 'text')
    .map(({ name, kind }): Field => {
      const type = kind === 'number' || kind === 'boolean' ? kind : 'timestamp'
      return { name, role: 'segment', type, missing: 'accept' }
    })
  const numeric = { raw: 'bit-exact', linkUlp: 0 } as const
  return { task: 'regression', inputs, extra: 'ignore', outputs: [], numeric }
}
