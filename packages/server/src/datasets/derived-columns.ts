import { Problem } from '../platform/problem.ts'
import type { Zone } from '../platform/zone.ts'
import { columnsOf, kindOf } from './expression/check.ts'
import { type ColumnFunction, compileExpression } from './expression/compile.ts'
import { parseExpression } from './expression/parse.ts'
import type { Expression } from './expression/types.ts'
import type { Column, ColumnBatch, ColumnKind } from './types.ts'

/** A column computed from others. */
export interface DerivedColumn {
  readonly name: string
  readonly source: string
  readonly kind: ColumnKind
  /** The columns it is computed from, read or derived. */
  readonly from: readonly string[]
  readonly compute: ColumnFunction
}

/**
 * Compiles the derived columns of a dataset, each after those that it uses.
 * @param columns the kinds of the columns of the files
 * @throws Problem `expression-invalid`
 */
export function compileDerived(
  derive: Readonly<Record<string, string>>,
  columns: ReadonlyMap<string, ColumnKind>,
  zone: Zone,
): readonly DerivedColumn[] {
  const known = new Map(columns)
  const compiled: DerivedColumn[] = []
  for (const [name, { source, expression }] of inOrderOfUse(derive, columns)) {
    const kind = kindOf(expression, known, source)
    const compute = compileExpression(expression, known, source, zone)
    compiled.push({ name, source, kind, from: columnsOf(expression), compute })
    known.set(name, kind)
  }
  return compiled
}

/** The derived columns that are needed for some columns, in the order of computing. */
export function derivedFor(
  columns: Iterable<string>,
  derived: readonly DerivedColumn[],
): readonly DerivedColumn[] {
  const needed = new Set(columns)
  const chosen: DerivedColumn[] = []
  for (const column of derived.toReversed()) {
    if (!needed.has(column.name)) continue
    chosen.unshift(column)
    for (const name of column.from) needed.add(name)
  }
  return chosen
}

/** The batch with the derived columns beside its own. */
export function withDerived(batch: ColumnBatch, derived: readonly DerivedColumn[]): ColumnBatch {
  const columns = new Map<string, Column>(batch.columns)
  for (const { name, compute } of derived)
    columns.set(name, compute({ count: batch.count, columns }))
  return { count: batch.count, columns }
}

interface Parsed {
  readonly source: string
  readonly expression: Expression
}

function inOrderOfUse(
  derive: Readonly<Record<string, string>>,
  columns: ReadonlyMap<string, ColumnKind>,
): ReadonlyMap<string, Parsed> {
  const parsed = new Map<string, Parsed>()
  for (const [name, source] of Object.entries(derive)) {
    if (columns.has(name)) throw taken(name, source)
    parsed.set(name, { source, expression: parseExpression(source) })
  }
  const ordered = new Map<string, Parsed>()
  const visit = (name: string, path: readonly string[]): void => {
    const entry = parsed.get(name)
    if (entry === undefined || ordered.has(name)) return
    if (path.includes(name)) throw circular([...path, name])
    for (const used of columnsOf(entry.expression)) visit(used, [...path, name])
    ordered.set(name, entry)
  }
  for (const name of parsed.keys()) visit(name, [])
  return ordered
}

function taken(name: string, source: string): Problem {
  const detail = `The derived column ${JSON.stringify(name)} (${source}) has the name of a column of the files.`
  return new Problem('expression-invalid', detail, {
    hint: 'Give the derived column another name.',
  })
}

function circular(path: readonly string[]): Problem {
  const detail = `Derived columns use each other in a circle: ${path.join(' → ')}.`
  return new Problem('expression-invalid', detail, {
    hint: 'Each must lead back to columns of the files.',
  })
}
