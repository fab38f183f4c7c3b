import type { SourceCase } from './cases.ts'

const smallest = 2.2250738585072014e-308
const zeroBand = 1.0000000180025095e-35
/** Kinds of values that readers of models get wrong. */
const hardValues: Readonly<Record<string, (value: number) => boolean>> = {
  NaN: (value) => Number.isNaN(value),
  infinite: (value) => Math.abs(value) === Number.POSITIVE_INFINITY,
  'negative zero': (value) => Object.is(value, -0),
  subnormal: (value) => value !== 0 && Math.abs(value) < smallest,
  'within 1e-35 of zero': (value) => value !== 0 && Math.abs(value) <= zeroBand,
  'beyond 32 bits': (value) => Math.abs(value) > 0x7fffffff && Number.isFinite(value),
}

/** Adds to the counts, for each kind of hard value, the rows of a case that hold one. */
export function addHardRows(counts: Map<string, number>, { x, rows, features }: SourceCase): void {
  for (const [name, holds] of Object.entries(hardValues)) {
    let count = counts.get(name) ?? 0
    for (let row = 0; row < rows; row++) {
      if (x.subarray(row * features, (row + 1) * features).some(holds)) count += 1
    }
    counts.set(name, count)
  }
}
