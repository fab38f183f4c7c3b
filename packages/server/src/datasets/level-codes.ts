import type { Field } from '@ratchet-ml/scoring'
import type { Levels } from './types.ts'

/** In a table of codes: the text is none of the field's levels. */
const unknown = -2

/** Gives, for a dictionary, the code of each of its texts; a table is kept and grows with it. */
export function codesOfLevels(field: Field): (levels: Levels) => Int32Array {
  const codes = new Map((field.levels ?? []).map((level, code) => [String(level), code]))
  const tables = new WeakMap<Levels, Int32Array>()
  return (levels) => {
    const known = tables.get(levels)
    const count = levels.texts.length
    if (known !== undefined && known.length === count) return known
    const table = new Int32Array(count)
    for (let i = 0; i < count; i++) {
      const code = known?.[i] ?? codes.get(levels.texts[i] ?? '')
      table[i] = code ?? unknown
    }
    tables.set(levels, table)
    return table
  }
}

/** The code of each numeric level. */
export function codeByNumber(field: Field): ReadonlyMap<number, number> {
  return new Map((field.levels ?? []).map((level, code) => [Number(level), code]))
}
