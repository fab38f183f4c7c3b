import { type Zone, zoneOf } from '../../platform/zone.ts'
import type { ColumnKind } from '../types.ts'
import { columnsOf, kindOf } from './check.ts'
import { type ColumnFunction, compileExpression } from './compile.ts'
import { parseExpression } from './parse.ts'
import type { KindsByName } from './types.ts'

/** An expression ready to be computed from columns. */
export interface CompiledColumn {
  readonly kind: ColumnKind
  /** The columns that it names. */
  readonly from: readonly string[]
  readonly compute: ColumnFunction
}

/**
 * Compiles one expression over columns of the given kinds.
 * @param zone in which parts of times are meant; UTC unless told
 * @throws Problem `expression-invalid`
 */
export function compileColumn(
  source: string,
  columns: KindsByName,
  zone: Zone = zoneOf('UTC'),
): CompiledColumn {
  const expression = parseExpression(source)
  return {
    kind: kindOf(expression, columns, source),
    from: columnsOf(expression),
    compute: compileExpression(expression, columns, source, zone),
  }
}
