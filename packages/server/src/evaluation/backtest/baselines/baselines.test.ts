import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cell } from '../../../datasets/testing/collect.ts'
import { aFolder } from '../../../datasets/testing/write-parquet.ts'
import { aBaseline, askAll, type SmallTable } from '../contenders/testing/small-world.ts'

const day = 86_400_000_000
const start = Date.UTC(2001, 0, 1) * 1000
const february = start + 31 * day

function aTable(
  rows: readonly (readonly [number, Cell, number?, (boolean | null)?, (string | null)?])[],
): SmallTable {
  return {
    columns: [
      { name: 'time', kind: 'timestamp' },
      { name: 'y', kind: 'number' },
      { name: 'x', kind: 'number' },
      { name: 'flag', kind: 'boolean' },
      { name: 'word', kind: 'text' },
    ],
    rows: rows.map(([time, label, x = 0, flag = null, word = null]) => [
      time,
      label,
      x,
      flag,
      word,
    ]),
  }
}

type Options = Parameters<typeof askAll>[2]
const binary: Options = { task: 'binary', classes: 2 }
const three: Options = { task: 'multiclass', classes: 3 }
const regression: Options = { task: 'regression' }

async function ask(
  table: SmallTable,
  baseline: string,
  options: Options,
  settings: Parameters<typeof aBaseline>[1] = {},
) {
  const results = await askAll(table, [aBaseline(baseline, settings)], options)
  const found = results.get(`baseline:${baseline}`)
  if (found === undefined) throw new Error('no result')
  return found
}

/** Labels in January, and two rows in February. */
function inJanuary(...labels: readonly Cell[]): SmallTable {
  const rows = labels.map((label, i) => [start + i * day, label] as const)
  return aTable([...rows, [february, 1], [february + day, 0]])
}

test('the prior says the share of each class, and the likelier class', async () => {
  const two = (await ask(inJanuary(0, 1, 1, null, 1), 'prior', binary)).get('2001-02')
  expect(two?.answers).toEqual({ probability: [0.75, 0.75], label: [1, 1] })
  const more = (await ask(inJanuary(0, 2, 2, 1), 'prior', three)).get('2001-02')
  expect(more?.answers).toEqual({ probability: [0.25, 0.25, 0.5, 0.25, 0.25, 0.5], label: [2, 2] })
})

test('the majority says a class alone, the first among equals', async () => {
  const even = (await ask(inJanuary(1, 0, 0, 1), 'majority', binary)).get('2001-02')
  expect(even?.answers).toEqual({ label: [0, 0] })
  const odd = (await ask(inJanuary(2, 1, 2), 'majority', three)).get('2001-02')
  expect(odd?.answers).toEqual({ label: [2, 2] })
})

test('mean and median are those of everything before', async () => {
  const table = inJanuary(5, 1, null, 2, 100)
  expect((await ask(table, 'mean', regression)).get('2001-02')?.answers.value).toEqual([27, 27])
  expect((await ask(table, 'median', regression)).get('2001-02')?.answers.value).toEqual([3.5, 3.5])
  const odd = inJanuary(5, 1, 2)
  expect((await ask(odd, 'median', regression)).get('2001-02')?.answers.value).toEqual([2, 2])
})

test('the median of several months is that of all their labels', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(89), fc.integer({ min: -4, max: 4 })), { minLength: 1 }),
      async (rows) => {
        const timed = rows.map(([at, label]) => [start + at * day, label] as const)
        const table = aTable([...timed, [start + 91 * day, 0]])
        const found = (await ask(table, 'median', regression)).get('2001-04')
        const sorted = rows.map(([, label]) => label).sort((a, b) => a - b)
        const [a, b] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
        expect(found?.answers.value).toEqual([((a ?? 0) + (b ?? 0)) / 2 + 0])
      },
    ),
    { numRuns: 50 },
  )
})

const window = { from: '2001-01-10T00:00:00Z', until: '2001-02-10T00:00:00Z' }

test('the training prior is counted only after its window, and shown within it', async () => {
  const table = aTable([
    [start, 1],
    [start + 9 * day, 1],
    [start + 20 * day, 0],
    [february + 8 * day, 0],
    [february + 9 * day, 1],
    [start + 59 * day, 1],
  ])
  const found = await ask(table, 'training-prior', binary, { trainedOn: window })
  const kinds = [...found.values()].map(({ stand }) => stand.counted.kind)
  expect(kinds).toEqual(['trained-on', 'trained-on', 'evidence'])
  expect(found.get('2001-03')?.answers.probability).toEqual([1 / 3])
  const later = { from: '2001-02-10T00:00:00Z', until: '2001-02-11T00:00:00Z' }
  const before = await ask(table, 'training-prior', binary, { trainedOn: later })
  expect(before.get('2001-01')?.stand.counted.kind).toBe('no-answer')
  const gap = { ...binary, gap: 20 * day }
  const soon = await ask(table, 'training-prior', gap, { trainedOn: window })
  expect(soon.get('2001-03')?.stand.counted.kind).toBe('no-answer')
})

test('a rule gives a class, a probability or a value, row by row', async () => {
  const table = aTable([
    [february, 1, 0.25, true, '1'],
    [february + day, 0, 0.75, null, null],
  ])
  const rule = async (
    expression: string,
    gives: 'label' | 'probability' | 'value',
    options: Options,
  ) => {
    const found = (await ask(table, 'rule', options, { expression, gives })).get('2001-02')
    return [found?.answers, found?.answered]
  }
  const all = [1, 1]
  expect(await rule('x > 0.5', 'label', binary)).toEqual([{ label: [0, 1] }, all])
  expect(await rule('flag', 'label', binary)).toEqual([{ label: [1, Number.NaN] }, [1, 0]])
  expect(await rule('1 - x', 'probability', binary)).toEqual([
    { probability: [0.75, 0.25], label: [1, 0] },
    all,
  ])
  expect(await rule('x * 4', 'value', regression)).toEqual([{ value: [1, 3] }, all])
})

test('a person is asked for each row, and has no answer where nothing was recorded', async () => {
  const table = aTable([
    [february, 1, 0.5],
    [february + day, 0, Number.NaN],
    [february + 2 * day, 0, 0.9],
  ])
  const score = { column: 'x', gives: 'probability' } as const
  const found = (await ask(table, 'human', binary, score)).get('2001-02')
  expect(found?.answers).toEqual({ probability: [0.5, Number.NaN, 0.9], label: [0, Number.NaN, 1] })
  expect(found?.answered).toEqual([1, 0, 1])
})

test('a score that is no probability is refused with its row', async () => {
  const table = aTable([
    [february, 1, 0.5],
    [february + day, 0, 1.5],
  ])
  const score = { column: 'x', gives: 'probability' } as const
  await expect(ask(table, 'human', binary, score)).rejects.toMatchObject({
    code: 'data-unreadable',
    message: 'Row 2, column "x": found 1.5, expected a probability from 0 to 1.',
  })
  const words = { column: 'word', gives: 'probability' } as const
  await expect(ask(table, 'human', binary, words)).rejects.toMatchObject({
    code: 'data-unreadable',
  })
})

test('the linear baseline learns before each partition from what came before it alone', async () => {
  // In January y follows x, in February its opposite; March shows what was learned of both.
  const rows = Array.from({ length: 59 }, (_, i) => {
    const x = (i % 5) - 2
    return [start + i * day, i < 31 ? 3 * x + 1 : -x, x] as const
  })
  const table = aTable([...rows, [start + 59 * day, 0, 2]])
  const settings = { features: ['x'], l2: 1e-9 }
  const options = { ...regression, folder: await aFolder() }
  const found = await ask(table, 'linear', options, settings)
  expect(found.get('2001-01')?.stand.counted.kind).toBe('no-answer')
  const [first = 0] = found.get('2001-02')?.answers.value ?? []
  expect(first).toBeCloseTo(3 * (rows[31]?.[2] ?? 0) + 1, 6)
  const [mixed = 0] = found.get('2001-03')?.answers.value ?? []
  expect(mixed).toBeGreaterThan(-2)
  expect(mixed).toBeLessThan(7)
  expect(found.get('2001-03')?.stand.trainedOn).toEqual({ from: start, until: start + 59 * day })
})

test('what comes later changes nothing that a linear baseline has learned', async () => {
  const rows = Array.from({ length: 70 }, (_, i) => [start + i * day, i % 3, i % 7] as const)
  const other = rows.map(([time, y, x]) => [time, time < start + 59 * day ? y : 9 - y, x] as const)
  const settings = { features: ['x'], l2: 1 }
  const answers = await Promise.all(
    [rows, other].map(async (some) => {
      const options = { ...regression, folder: await aFolder() }
      return (await ask(aTable(some), 'linear', options, settings)).get('2001-03')
    }),
  )
  expect(answers[0]?.answers.value).toHaveLength(11)
  expect(answers[1]?.answers).toEqual(answers[0]?.answers)
  expect(answers[1]?.stand.digest).toBe(answers[0]?.stand.digest)
})

test('where nothing can be learned the older model answers, else the reason is told', async () => {
  const table = aTable([
    ...Array.from({ length: 20 }, (_, i) => [start + i * day, 1, i] as const),
    [february, 0, 1],
    [start + 60 * day, 1, 2],
  ])
  const options = { ...binary, folder: await aFolder() }
  const found = await ask(table, 'linear', options, { features: ['x'], l2: 1 })
  const counted = found.get('2001-02')?.stand.counted
  expect(counted).toEqual({
    kind: 'no-answer',
    because: expect.stringContaining('found only 1 in 20 rows, expected both 0 and 1'),
  })
  expect(found.get('2001-03')?.stand.counted.kind).toBe('evidence')
})

test('whatever happens from a month on changes nothing that is said of classes in it', async () => {
  const plans = [
    aBaseline('prior'),
    aBaseline('majority'),
    aBaseline('last-value', { series: 'word' }),
    aBaseline('seasonal-naive', { series: 'word', season: 7 * day }),
    aBaseline('training-prior', {
      trainedOn: { from: window.from, until: '2001-01-20T00:00:00Z' },
    }),
  ]
  const label = fc.integer({ min: 0, max: 2 })
  const row = fc.tuple(fc.nat(89), label, label, fc.constantFrom('a', 'b', null))
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (rows) => {
      const [before, after] = await Promise.all(
        [0, 1].map((which) => {
          const timed = rows.map(([at, first, second, word]) => {
            const changes = which === 1 && at >= 59
            return [start + at * day, changes ? second : first, 0, null, word] as const
          })
          return askAll(aTable(timed), plans, three)
        }),
      )
      for (const { name } of plans) {
        for (const month of ['2001-01', '2001-02', '2001-03']) {
          const [a, b] = [before, after].map((results) => results?.get(name)?.get(month))
          expect(b?.stand.counted).toEqual(a?.stand.counted)
          expect(b?.answers).toEqual(a?.answers)
        }
      }
    }),
    { numRuns: 50 },
  )
})
