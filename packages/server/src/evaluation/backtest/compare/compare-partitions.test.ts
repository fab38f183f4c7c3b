import { Comparison } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { choosePairs, comparePartitions, type PartitionLosses } from './index.ts'
import { lossesOf, meanError, order, squaredError } from './testing/partition-losses.ts'

const pair = { candidate: 'b', reference: 'a' }
const options = { level: 0.95, seed: 3, isTimed: true }

function compared(partitions: readonly PartitionLosses[], metric = meanError): Comparison {
  const [only] = comparePartitions(partitions, [pair], [metric], options)
  return Comparison.parse(only)
}

test('a small gain is found where both share most of their noise', () => {
  const found = compared(lossesOf({ losses: { a: 0, b: -0.05 }, partitions: 5, blocksEach: 12 }))
  expect(found.verdict).toBe('better')
  expect(found.difference).toMatchObject({ kind: 'value', method: 'block-jackknife', n: 3000 })
  if (found.difference.kind === 'value') expect(found.difference.value).toBeCloseTo(-0.05, 1)
  expect(found.says).toMatch(/^b is better than a: root mean squared error differs by -0\.0\d+ /)
})

test('the same the other way round is worse, with the same numbers', () => {
  const partitions = lossesOf({ losses: { a: 0, b: -0.05 } })
  const [turned] = comparePartitions(
    partitions,
    [{ candidate: 'a', reference: 'b' }],
    [meanError],
    options,
  )
  const found = compared(partitions)
  expect(turned?.verdict).toBe('worse')
  if (turned?.difference.kind === 'value' && found.difference.kind === 'value') {
    expect(turned.difference.value).toBe(-found.difference.value)
    expect(turned.difference.low).toBeCloseTo(-(found.difference.high ?? 0), 12)
  } else expect.unreachable()
})

test('equal contenders are never told apart', () => {
  const partitions = lossesOf({ losses: { a: 0, b: 0 }, noise: 0 })
  const found = compared(partitions)
  expect(found.verdict).toBe('undecided')
  expect(found.difference).toEqual({ kind: 'value', value: 0, n: 3000 })
  expect(found.tests[0]).toMatchObject({ kind: 'undefined', test: 'diebold-mariano' })
})

test('only partitions that count for both are looked at, and none at all is undecided', () => {
  const isEvidence = (from: number) => (name: string, partition: number) =>
    name === 'b' && partition < from
      ? ({ kind: 'trained-on' } as const)
      : ({ kind: 'evidence' } as const)
  const some = compared(lossesOf({ losses: { a: 0, b: -1 }, counted: isEvidence(2) }))
  expect(some.byPartition.map(({ partition }) => partition)).toEqual(['p2', 'p3', 'p4', 'p5'])
  expect(some.rows).toBe(2000)
  const none = compared(lossesOf({ losses: { a: 0, b: -1 }, counted: isEvidence(6) }))
  expect(none.verdict).toBe('undecided')
  expect(none.difference).toMatchObject({ kind: 'undefined' })
  expect(none.says).toContain('No partition counts as evidence about both.')
})

test('what nobody said about counting is no evidence', () => {
  const [first, ...others] = lossesOf({ losses: { a: 0, b: -1 }, partitions: 2 })
  if (first === undefined) expect.unreachable()
  const { a } = first.counted
  const found = compared([{ ...first, counted: a === undefined ? {} : { a } }, ...others])
  expect(found.byPartition).toHaveLength(1)
})

test('with too few blocks there is a value, no interval, and no verdict', () => {
  const found = compared(lossesOf({ losses: { a: 0, b: -1 }, partitions: 1, blocksEach: 5 }))
  expect(found.verdict).toBe('undecided')
  expect(found.difference).toMatchObject({ kind: 'value' })
  expect(found.difference).not.toHaveProperty('low')
  expect(found.says).toContain('too little to say')
})

test('a metric that does not follow from rows is compared over the partitions', () => {
  const found = compared(lossesOf({ losses: { a: 0, b: -0.5 } }), order)
  expect(found.verdict).toBe('better')
  expect(found.difference).toMatchObject({ method: 'partitions-t' })
  expect(found.tests).toEqual([{ kind: 'sign', better: 6, worse: 0, pValue: 0.03125 }])
  const few = compared(lossesOf({ losses: { a: 0, b: -0.5 }, partitions: 5 }), order)
  expect(few.verdict).toBe('undecided')
})

test('sums differ by what they differ by in all partitions together, in the unit of the sum', () => {
  const partitions = lossesOf({ losses: { a: 0, b: 0.1 }, partitions: 8 })
  const pairs = [{ candidate: 'b', reference: 'a' }]
  const options = { level: 0.95, seed: 1, isTimed: true }
  const [mean, sum] = comparePartitions(
    partitions,
    pairs,
    [order, { ...order, isSum: true }],
    options,
  )
  if (mean?.difference.kind !== 'value' || sum?.difference.kind !== 'value') throw new Error('none')
  expect(sum.difference.value).toBeCloseTo(8 * mean.difference.value, 12)
  expect(sum.difference.low).toBeCloseTo(8 * (mean.difference.low ?? Number.NaN), 12)
  expect(sum.byPartition).toEqual(mean.byPartition)
})

test('the root of a mean is compared as a root', () => {
  const found = compared(lossesOf({ losses: { a: 0, b: -0.1 }, noise: 0.02 }), squaredError)
  const mean = compared(lossesOf({ losses: { a: 0, b: -0.1 }, noise: 0.02 }), meanError)
  if (found.difference.kind !== 'value' || mean.difference.kind !== 'value') expect.unreachable()
  expect(found.difference.value).toBeCloseTo(mean.difference.value / 2, 1)
  expect(found.difference.low).toBeLessThan(found.difference.value)
})

test('rows of a cluster count as one, in whatever partitions they are', () => {
  const losses = { a: 0, b: -0.05 }
  const clusters = compared(lossesOf({ losses, blocks: 'cluster' }))
  expect(
    clusters.tests.find((one) => one.kind === 'undefined' && one.test === 'block-bootstrap'),
  ).toMatchObject({ reason: expect.stringContaining('There are 7 blocks') })
})

test('neighbours in time are drawn together, and the seed decides the draws', () => {
  const partitions = lossesOf({ losses: { a: 0, b: -0.05 } })
  const drawn = compared(partitions).tests.find(({ kind }) => kind === 'block-bootstrap')
  expect(drawn).toMatchObject({ blocks: 60, length: 4, repetitions: 1000, seed: 3 })
  expect(compared(partitions)).toEqual(compared(partitions))
})

test('the slices where the candidate is shown to be worse are named, the others not', () => {
  const harm = { contender: 'b', slice: 'south', loss: 0.5 }
  const found = compared(lossesOf({ losses: { a: 0, b: -0.05 }, harm }))
  expect(found.verdict).toBe('better')
  expect(found.worse.map(({ by, slice }) => `${by}=${slice}`)).toEqual(['region=south'])
})

test("McNemar's counts are told from the candidate's side", () => {
  const partitions = lossesOf({ losses: { a: 0, b: 0 } })
  const accuracy = { ...meanError, isAccuracy: true }
  const tests = compared(partitions, accuracy).tests
  expect(tests.at(-1)).toMatchObject({ kind: 'mcnemar', onlyCandidate: 18, onlyReference: 6 })
})

test('a day of a NaN loss is told in the words of its partition', () => {
  const [first, ...others] = lossesOf({ losses: { a: 0, b: -0.5 }, partitions: 8 })
  if (first === undefined) expect.unreachable()
  const none = { kind: 'undefined', reason: 'Row 3 is NaN.', n: 500 } as const
  const metrics = { ...first.metrics, b: { mae: none } }
  const found = compared([{ ...first, metrics }, ...others])
  expect(found.verdict).toBe('undecided')
  expect(found.says).toContain('(p0: Row 3 is NaN.)')
})

test('many clusters are drawn in groups, so that it takes no longer', () => {
  const many = lossesOf({ losses: { a: 0, b: -0.05 }, partitions: 2, blocksEach: 5000 })
  const drawn = compared(many).tests.find(({ kind }) => kind === 'block-bootstrap')
  expect(drawn).toMatchObject({ blocks: 2000 })
})

function withoutValue(contenders: readonly string[]): readonly PartitionLosses[] {
  const none = { auc: { kind: 'undefined', reason: 'One class.', n: 9 } } as const
  return lossesOf({ losses: { a: 0, b: -0.5 }, partitions: 8 }).map((one, at) => {
    const lacking = Object.fromEntries(contenders.map((name) => [name, none]))
    return at > 0 ? one : { ...one, metrics: { ...one.metrics, ...lacking } }
  })
}

test('a partition without a value of either leaves the others', () => {
  const found = compared(withoutValue(['a', 'b']), order)
  expect(found.byPartition[0]?.difference).toEqual({
    kind: 'undefined',
    reason: 'One class.',
    n: 9,
  })
  expect(found.verdict).toBe('better')
})

test('what only one of the two answers is not left out in favour of the other', () => {
  for (const lacking of ['a', 'b']) {
    const found = compared(withoutValue([lacking]), order)
    expect(found.verdict).toBe('undecided')
    expect(found.says).toContain(
      '1 of 8 partitions only one of the two has a value (p0: One class.)',
    )
  }
})

test('versions are compared with the champion, then with every baseline', () => {
  const contenders = [
    { name: 'm@1', kind: 'version' },
    { name: 'm@2', kind: 'version' },
    { name: 'recipe:monthly', kind: 'recipe' },
    { name: 'baseline:prior', kind: 'baseline' },
  ] as const
  const words = (champion?: string) =>
    choosePairs(contenders, champion).map((one) => `${one.candidate} ${one.reference}`)
  expect(words('m@2')).toEqual([
    'm@1 m@2',
    'recipe:monthly m@2',
    'm@1 baseline:prior',
    'm@2 baseline:prior',
    'recipe:monthly baseline:prior',
  ])
  expect(words()[0]).toBe('m@2 m@1')
  expect(choosePairs([], undefined)).toEqual([])
})
