import { columnsOf } from './check.ts'
import { parseExpression } from './parse.ts'

export { zoneOf } from '../../platform/zone.ts'
export { type CompiledColumn, compileColumn } from './compile-column.ts'

/**
 * The columns that an expression names.
 * @throws Problem `expression-invalid`
 */
export function columnsUsed(source: string): readonly string[] {
  return columnsOf(parseExpression(source))
}
