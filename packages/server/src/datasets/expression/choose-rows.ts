import type { Column, TextColumn } from '../types.ts'
import { missingBoolean } from '../types.ts'

/**
 * Row by row the second column where the first is true, the third where it is false, and nothing where
 * it is missing. Kinds were checked before: another kind here is a bug.
 */
export function chooseRows([condition, first, second]: readonly Column[]): Column {
  if (condition?.kind !== 'boolean' || first === undefined || second === undefined) {
    throw new TypeError('no condition with two columns')
  }
  const taken = condition.values
  if (first.kind === 'text' && second.kind === 'text') return chooseTexts(taken, first, second)
  if (first.kind === 'boolean' && second.kind === 'boolean') {
    return {
      kind: 'boolean',
      values: taken.map((side, i) => sideOf(side, first.values, second.values, i, missingBoolean)),
    }
  }
  if (first.kind === 'text' || second.kind === 'text' || first.kind !== second.kind) {
    throw new TypeError('columns of two kinds')
  }
  const values = Float64Array.from(taken, (side, i) =>
    sideOf(side, first.values, second.values, i, Number.NaN),
  )
  return { kind: first.kind === 'timestamp' ? 'timestamp' : 'number', values }
}

function sideOf(
  side: number,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  row: number,
  missing: number,
): number {
  if (side === missingBoolean) return missing
  return (side === 1 ? first[row] : second[row]) ?? missing
}

/** The levels of both, each once. */
function chooseTexts(taken: Uint8Array, first: TextColumn, second: TextColumn): TextColumn {
  const texts = [...new Set([...first.levels.texts, ...second.levels.texts])]
  const places = new Map(texts.map((text, code) => [text, code]))
  const codesOf = ({ codes, levels }: TextColumn) => {
    const own = levels.texts.map((text) => places.get(text) ?? -1)
    return codes.map((code) => own[code] ?? -1)
  }
  const [ofFirst, ofSecond] = [codesOf(first), codesOf(second)]
  const codes = Int32Array.from(taken, (side, i) => sideOf(side, ofFirst, ofSecond, i, -1))
  return { kind: 'text', codes, levels: { texts } }
}
