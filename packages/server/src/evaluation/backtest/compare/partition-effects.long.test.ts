import { createRandom } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { comparePartitions, type PartitionLosses } from './index.ts'
import { meanError } from './testing/partition-losses.ts'

/** Two contenders of equal worth; how they differ has a part that a whole partition shares. */
function equals(
  seed: number,
  partitions: number,
  blocksEach: number,
  shared: number,
): readonly PartitionLosses[] {
  const random = createRandom(seed)
  return Array.from({ length: partitions }, (_, partition): PartitionLosses => {
    const effect = Math.sqrt(shared) * random.nextNormal()
    const rows = new Float64Array(blocksEach).fill(100)
    const own = () =>
      Float64Array.from(rows, () => 100 * (1 + 0.1 * Math.sqrt(1 - shared) * random.nextNormal()))
    const a = { numbers: new Float64Array(blocksEach).fill(100) }
    const b = { numbers: own().map((x) => x + 10 * effect) }
    const mean = b.numbers.reduce((sum, x) => sum + x, 0) / (100 * blocksEach)
    const value = (of: number) => ({
      mae: { kind: 'value', value: of, n: 100 * blocksEach } as const,
    })
    return {
      partition: `p${partition}`,
      counted: { a: { kind: 'evidence' }, b: { kind: 'evidence' } },
      metrics: { a: value(1), b: value(mean) },
      blocks: 'time',
      keys: Array.from({ length: blocksEach }, (_, k) => partition * blocksEach + k),
      overall: { rows, sums: { a: { mae: a }, b: { mae: b } } },
      slices: [],
      discordant: [],
    }
  })
}

// Without whole partitions in view it would be 21 to 44 of 100 where they share something.
test.each([
  [24, 30, 0],
  [24, 30, 0.1],
  [24, 30, 0.3],
  [12, 30, 0.1],
])(
  'equal contenders are told apart in few repeats: %i partitions of %i blocks, %f shared',
  (partitions, blocksEach, shared) => {
    let decided = 0
    const repeats = 150
    for (let i = 0; i < repeats; i++) {
      const [found] = comparePartitions(
        equals(1000 + i, partitions, blocksEach, shared),
        [{ candidate: 'b', reference: 'a' }],
        [meanError],
        { level: 0.95, seed: 1, isTimed: true },
      )
      if (found?.verdict !== 'undecided') decided++
    }
    expect(decided / repeats).toBeLessThan(0.16)
  },
)
