import { createRandom, type Random } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { awkwardValues, randomTrees, type TreeShape } from '../ir/testing/random-trees.ts'
import { createScorer } from './scorer.ts'

const rowCount = 37

function pick<T>(random: Random, choices: readonly T[]): T {
  // The index is below the length of a list that is not empty.
  return choices[random.nextBelow(choices.length)] as T
}

function randomShape(random: Random): TreeShape {
  const accumulate = pick(random, ['f64', 'f32'] as const)
  const slots = pick(random, [1, 3])
  const hasVectorLeaves = slots > 1 && pick(random, [true, false])
  return {
    featureType: pick(random, ['f64', 'f32'] as const),
    comparison: pick(random, ['lessOrEqual', 'less'] as const),
    zeroBand: pick(random, [0, 0.2]),
    categoryHit: pick(random, ['left', 'right'] as const),
    categoryRange: pick(random, ['int32', 'uint24'] as const),
    accumulate,
    slots,
    hasVectorLeaves,
    hasBase: pick(random, [true, false]),
    hasWeights: pick(random, [true, false]),
    hasLinearLeaves: accumulate === 'f64' && !hasVectorLeaves && pick(random, [true, false]),
  }
}

test('random trees under every contract answer as the interpreter, bit for bit', () => {
  const random = createRandom(24)
  for (let run = 0; run < 400; run++) {
    const shape = randomShape(random)
    const { program, coefficients, contract } = randomTrees(random, shape)
    const rows = Float64Array.from({ length: rowCount * 4 }, () => pick(random, awkwardValues))
    const raw = (['reference', 'tables'] as const).map((engine) => {
      const scorer = createScorer(program, coefficients, contract, { engine })
      const into = scorer.allocate(rowCount)
      scorer.score(rows, rowCount, into)
      const one = scorer.allocate(1)
      scorer.score(rows.subarray(4 * (rowCount - 1)), 1, one)
      return [...into.raw, ...one.raw]
    })
    expect(raw[1], JSON.stringify(shape)).toEqual(raw[0])
  }
})
