import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildPackage, createScorer, importModel } from '@ratchet-ml/scoring'
import { createRandom } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { aFolder } from '../../../datasets/testing/write-parquet.ts'
import { aVersion, runOn, type TestedBacktest } from '../testing/flights.ts'

const file = '../../../../../scoring/fixtures/lightgbm/models/lambdarank.txt'
const { notes: _, ...model } = importModel(readFileSync(new URL(file, import.meta.url)))
const ranker = await buildPackage({ ...model, source: { format: 'lightgbm' } })

/** An item that was shown for a query. */
interface Item {
  readonly at: string
  readonly query: string
  readonly device: string
  readonly relevance: number
  readonly features: readonly number[]
}

/** 240 queries of four months, of 5 items each, whose relevance the first feature tells somewhat. */
function someItems(): readonly Item[] {
  const random = createRandom(3)
  return Array.from({ length: 240 }, (_, query) => {
    const at = new Date(Date.UTC(2024, 0, 1) + Math.floor(query / 2) * 86_400_000).toISOString()
    return Array.from({ length: 5 }, () => {
      const features = Array.from({ length: 5 }, () => random.nextFloat() * 4 - 2)
      const relevance = Math.max(0, Math.round((features[0] ?? 0) + random.nextFloat() * 2))
      const device = query % 3 === 0 ? 'phone' : 'desk'
      return { at, query: `q${query}`, device, relevance, features }
    })
  }).flat()
}

async function backtest(items: readonly Item[], change: TestedBacktest = {}) {
  const folder = await aFolder()
  const names = Array.from({ length: 5 }, (_, i) => `Column_${i}`)
  const lines = items.map(({ at, query, device, relevance, features }) =>
    [at, query, device, relevance, ...features].join(','),
  )
  const header = ['at', 'query', 'device', 'relevance', ...names].join(',')
  await writeFile(join(folder, 'items.csv'), [header, ...lines].join('\n'))
  return await runOn(folder, [aVersion('items@1', ranker)], {
    config: { files: 'items.csv', time: { column: 'at', zone: 'UTC' } },
    ...{ label: 'relevance', time: 'at', cluster: 'query', slices: ['device'] },
    ...{ baselines: ['mean', { rule: 'Column_0' }], ...change },
  })
}

/** Mean NDCG over queries that have a relevant item, straight from its definition; no query has ten items. */
function ndcgOf(items: readonly Item[], scoreOf: (item: Item) => number): number {
  const queries = Map.groupBy(items, ({ query }) => query)
  const gain = (sorted: readonly number[]) =>
    sorted.reduce((sum, relevance, i) => sum + relevance / Math.log2(i + 2), 0)
  const each = [...queries.values()].flatMap((query) => {
    const groups = Map.groupBy(query, scoreOf)
    const found = [...groups.keys()]
      .sort((a, b) => b - a)
      .flatMap((score) => {
        const tied = groups.get(score) ?? []
        const mean = tied.reduce((sum, { relevance }) => sum + relevance, 0) / tied.length
        return tied.map(() => mean)
      })
    const best = gain(query.map(({ relevance }) => relevance).sort((a, b) => b - a))
    return best === 0 ? [] : [gain(found) / best]
  })
  return each.reduce((sum, value) => sum + value, 0) / each.length
}

const scorer = createScorer(ranker.program, ranker.coefficients, ranker.contract)

function byModel({ features }: Item): number {
  const scored = scorer.allocate(1)
  scorer.score(Float64Array.from(features), 1, scored)
  return scored.value?.[0] ?? Number.NaN
}

test('a ranking is judged query by query, beside an order by chance and a rule', async () => {
  const items = someItems()
  const { partitions, common } = await backtest(items)
  const inMonth = (month: string) => items.filter(({ at }) => at.startsWith(month))
  expect(partitions.map(({ partition }) => partition)).toEqual([
    ...['2024-01', '2024-02', '2024-03', '2024-04'],
  ])
  for (const { partition, results } of partitions) {
    const own = inMonth(partition)
    expect(results['items@1']?.metrics['ndcg']).toMatchObject({
      ...{ kind: 'value', n: own.length, value: expect.closeTo(ndcgOf(own, byModel), 12) },
    })
    expect(results['baseline:rule']?.metrics['ndcg']).toMatchObject({
      value: expect.closeTo(
        ndcgOf(own, ({ features }) => features[0] ?? 0),
        12,
      ),
    })
  }
  expect(partitions[1]?.results['baseline:mean']?.metrics['ndcg']).toMatchObject({
    value: expect.closeTo(
      ndcgOf(inMonth('2024-02'), () => 0),
      12,
    ),
  })
  expect(common?.results['items@1']?.['ndcg']).toMatchObject({
    ...{ value: expect.closeTo(ndcgOf(items, byModel), 12), n: items.length },
    ...{ low: expect.any(Number), high: expect.any(Number) },
  })
  for (const { slice, results } of common?.slices ?? []) {
    const own = items.filter(({ device }) => device === slice)
    expect(results['items@1']?.['ndcg']).toMatchObject({
      ...{ value: expect.closeTo(ndcgOf(own, byModel), 12), n: own.length },
    })
  }
  expect(common?.slices.map(({ slice }) => slice).sort()).toEqual(['desk', 'phone'])
  expect(common?.shapes).toEqual({})
})

test('rows without a query are no query of their own', async () => {
  const items = someItems().map((item, i) => (i === 7 ? { ...item, query: '' } : item))
  const { partitions } = await backtest(items)
  const [january, february] = partitions.map(({ results }) => results['items@1']?.metrics['ndcg'])
  expect(january).toMatchObject({ kind: 'undefined', reason: 'A group is NaN; expected a number.' })
  expect(february?.kind).toBe('value')
})

test('metrics of queries ask which rows are of one', async () => {
  await expect(backtest(someItems(), { cluster: undefined } as never)).rejects.toMatchObject({
    code: 'usage',
    message: 'The metric ndcg is of queries, and nothing says which rows are of one.',
  })
})
