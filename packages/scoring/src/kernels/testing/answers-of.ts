import type { TestModel } from '../../ir/testing/models.ts'
import type { Scorer } from '../../scorer-types.ts'
import { createScorer } from '../scorer.ts'

/** The margins of rows that stand one after the other, scored `batch` at a time. */
export function marginsOf(
  { program, coefficients, contract }: TestModel,
  rows: Float64Array,
  { engine, batch = 7 }: { engine: Scorer['engine']; batch?: number },
): readonly number[] {
  const scorer = createScorer(program, coefficients, contract, { engine })
  const width = scorer.featureCount
  const into = scorer.allocate(batch)
  const found: number[] = []
  for (let first = 0; first < rows.length / width; first += batch) {
    const some = Math.min(batch, rows.length / width - first)
    scorer.score(rows.subarray(first * width), some, into)
    found.push(...into.raw.subarray(0, some * into.rawWidth))
  }
  return found
}
