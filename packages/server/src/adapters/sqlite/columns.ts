import type { SQLOutputValue } from 'node:sqlite'
import { type Digest, isDigest } from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>

export function textOf(row: Row, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : refuse(column, value, 'text')
}

export function integerOf(row: Row, column: string): number {
  const value = row[column]
  return typeof value === 'number' ? value : refuse(column, value, 'an integer')
}

export function digestOf(row: Row, column: string): Digest {
  const value = row[column]
  return isDigest(value) ? value : refuse(column, value, 'a digest')
}

/** Whether a column that may be empty holds something. */
export function hasValue(row: Row, column: string): boolean {
  return row[column] !== null && row[column] !== undefined
}

function refuse(column: string, found: unknown, expected: string): never {
  throw new Problem(
    'data-folder-corrupt',
    `Column ${column} holds ${String(found)}; expected ${expected}.`,
    { hint: 'Restore metadata.db from a backup.' },
  )
}
