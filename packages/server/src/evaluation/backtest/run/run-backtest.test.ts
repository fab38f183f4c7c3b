import { Backtest } from '@ratchet-ml/protocol'
import { createRowReader, createScorer, type Package } from '@ratchet-ml/scoring'
import { findMetric } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import {
  aLinearPackage,
  aLogisticPackage,
  aVersion,
  type Flight,
  january,
  runOn,
  someFlights,
  type TestedBacktest,
  writeFlights,
} from '../testing/flights.ts'
import type { RunProgress } from './run-backtest.ts'

const flights = someFlights()
const isJanuary = ({ at }: Flight) => at * 1000 < january.until
const pkg = await aLogisticPackage(flights.filter(isJanuary))
const other = await aLogisticPackage(flights.filter(isJanuary), 50)
const versions = [aVersion('flights@1', pkg, january), aVersion('flights@2', other)]

async function run(rows: readonly Flight[], change: TestedBacktest = {}, judged = versions) {
  return await runOn(await writeFlights(rows), judged, change)
}

/** The same metrics from rows that are read, scored and gathered one by one. */
function naively(rows: readonly Flight[], scored: Package, metric: string): number | undefined {
  const { contract } = scored
  const scorer = createScorer(scored.program, scored.coefficients, contract)
  const reader = createRowReader(contract)
  const known = rows.filter(({ delay }) => delay !== null)
  const predictions = known.map(({ at, distance, origin }) => {
    const row = new Float64Array(reader.featureCount)
    expect(
      reader.read({ hour: new Date(at).getUTCHours(), distance, origin }, row, 0),
    ).toBeUndefined()
    const into = scorer.allocate(1)
    scorer.score(row, 1, into)
    return metric === 'accuracy' ? Number(into.label?.[0]) : Number(into.probability?.[1])
  })
  const accumulator = findMetric(metric)?.create()
  accumulator?.add({
    labels: Float64Array.from(known, ({ delay }) => Number(Number(delay) > 15)),
    predictions: Float64Array.from(predictions),
  })
  const found = accumulator?.result(0.95)
  return found?.kind === 'value' ? found.value : undefined
}

test('every version is measured on every month as rows one by one would be', async () => {
  const result = await run(flights)
  expect(Backtest.parse(result)).toEqual(result)
  expect(result.partitions.map(({ partition }) => partition)).toEqual([
    '2001-01',
    '2001-02',
    '2001-03',
    '2001-04',
  ])
  for (const { partition, from = '', until = '', rows, unlabelled, results } of result.partitions) {
    const month = flights.filter(({ at }) => at >= Date.parse(from) && at < Date.parse(until))
    expect(rows, partition).toBe(month.length)
    expect(unlabelled).toBe(month.filter(({ delay }) => delay === null).length)
    for (const metric of ['log-loss', 'auc', 'brier', 'accuracy']) {
      for (const [name, scored] of [
        ['flights@1', pkg],
        ['flights@2', other],
      ] as const) {
        const value = results[name]?.metrics[metric]
        expect(value).toMatchObject({ kind: 'value', level: 0.95, n: rows - unlabelled })
        expect(value?.kind === 'value' && value.value).toBeCloseTo(
          naively(month, scored, metric) ?? Number.NaN,
          12,
        )
      }
    }
  }
})

test('rows of the training window are shown as trained on, and are no evidence', async () => {
  const { partitions, contenders } = await run(flights)
  const counted = partitions.map(({ results }) => results['flights@1']?.counted.kind)
  expect(counted).toEqual(['trained-on', 'evidence', 'evidence', 'evidence'])
  expect(partitions[0]?.results['flights@2']?.counted.kind).toBe('evidence')
  expect(contenders[0]?.trainedOn).toEqual({
    from: '2001-01-01T00:00:00.000000Z',
    until: '2001-02-01T00:00:00.000000Z',
  })
})

test('the same request gives the same bytes', async () => {
  expect(JSON.stringify(await run(flights))).toBe(JSON.stringify(await run(flights)))
})

test('one percent of a month changed is seen in that month, and in what looks back at it', async () => {
  const before = await run(flights)
  const march = flights.filter(({ at }) => new Date(at).getUTCMonth() === 2)
  const changed = new Set(march.filter((_, i) => i % 100 === 0))
  const after = await run(
    flights.map((flight) => (changed.has(flight) ? { ...flight, delay: 500 } : flight)),
  )
  expect(after.id).not.toBe(before.id)
  expect(after.dataset.digest).not.toBe(before.dataset.digest)
  const differs = (name: string) =>
    before.partitions.map(
      ({ results }, i) =>
        JSON.stringify(results[name]) !== JSON.stringify(after.partitions[i]?.results[name]),
    )
  expect(differs('flights@1')).toEqual([false, false, true, false])
  expect(differs('flights@2')).toEqual([false, false, true, false])
  expect(differs('baseline:prior')).toEqual([false, false, true, true])
})

test('rows in any order of time fall into their months', async () => {
  const inOrder = await run(flights)
  const shuffled = await run(flights.toSorted((a, b) => a.distance - b.distance))
  for (const [i, { partition, rows, results }] of inOrder.partitions.entries()) {
    const other = shuffled.partitions[i]
    expect(other).toMatchObject({ partition, rows })
    const [a, b] = [results, other?.results].map((found) => found?.['flights@1']?.metrics['auc'])
    expect(a?.kind === 'value' && b?.kind === 'value' && a.value - b.value).toBeCloseTo(0, 12)
  }
})

test('the prior of a month is the late rate of the months before it, of the window in all', async () => {
  const baselines = ['prior', 'training-prior']
  const { partitions } = await run(flights, { baselines, metrics: ['brier'] })
  const [first, , third] = partitions
  const rate = (rows: readonly Flight[]) => {
    const known = rows.filter(({ delay }) => delay !== null)
    return known.filter(({ delay }) => Number(delay) > 15).length / known.length
  }
  const month = ({ at }: Flight) => new Date(at).getUTCMonth()
  const brierOf = (p: number) => {
    const late = rate(flights.filter((flight) => month(flight) === 2))
    return late * (1 - p) ** 2 + (1 - late) * p ** 2
  }
  const value = (name: string, partition = third) => {
    const found = partition?.results[name]?.metrics['brier']
    return found?.kind === 'value' ? found.value : undefined
  }
  expect(value('baseline:prior')).toBeCloseTo(
    brierOf(rate(flights.filter((f) => month(f) < 2))),
    12,
  )
  expect(value('baseline:training-prior')).toBeCloseTo(brierOf(rate(flights.filter(isJanuary))), 12)
  expect(first?.results['baseline:prior']?.metrics['brier']).toMatchObject({ kind: 'undefined' })
  expect(first?.results['baseline:training-prior']?.counted.kind).toBe('trained-on')
})

test('a baseline that names only a class is judged by what needs no probability', async () => {
  const metrics = ['log-loss', 'brier', 'accuracy']
  const { partitions } = await run(flights, { baselines: ['majority'], metrics })
  const found = partitions[2]?.results['baseline:majority']?.metrics
  const march = flights.filter(({ at }) => new Date(at).getUTCMonth() === 2)
  const known = march.filter(({ delay }) => delay !== null)
  const share = known.filter(({ delay }) => Number(delay) <= 15).length / known.length
  expect(found?.['accuracy']).toMatchObject({ kind: 'value', value: share })
  const reason = 'It names a class only, and gives no probability.'
  expect(found?.['log-loss']).toEqual({ kind: 'undefined', reason, n: 0 })
  expect(found?.['brier']).toEqual({ kind: 'undefined', reason, n: 0 })
})

test('a regression stands beside the mean, the median and the last value of the past', async () => {
  const linear = aVersion('delays@1', await aLinearPackage(flights.filter(isJanuary)), january)
  const change = { label: 'delay', baselines: ['mean', 'median', 'last-value'], metrics: ['mae'] }
  const { partitions, task } = await run(flights, change, [linear])
  expect(task).toBe('regression')
  const second = partitions[1]
  const past = flights.filter(isJanuary).flatMap(({ delay }) => delay ?? [])
  const february = flights.filter(({ at }) => new Date(at).getUTCMonth() === 1)
  const labels = february.flatMap(({ delay }) => delay ?? [])
  const mae = (value: number) =>
    labels.reduce((sum, label) => sum + Math.abs(label - value), 0) / labels.length
  const sorted = past.toSorted((a, b) => a - b)
  const median = ((sorted[(past.length - 1) >> 1] ?? 0) + (sorted[past.length >> 1] ?? 0)) / 2
  const expected = {
    mean: past.reduce((sum, value) => sum + value, 0) / past.length,
    median,
    'last-value': flights
      .filter((f) => isJanuary(f) && f.delay !== null)
      .reduce((a, b) => (b.at >= a.at ? b : a)).delay,
  }
  for (const [name, value] of Object.entries(expected)) {
    const found = second?.results[`baseline:${name}`]?.metrics['mae']
    expect(found?.kind === 'value' && found.value, name).toBeCloseTo(mae(Number(value)), 10)
  }
})

test.each([
  [{ metrics: ['logloss'] }, 'usage', 'Did you mean log-loss?'],
  [{ metrics: ['rmse'] }, 'usage', 'log-loss'],
  [{ metrics: ['base-rate'] }, 'usage', 'log-loss'],
  [{ baselines: ['mean'] }, 'usage', 'prior'],
  [{ label: 'distance' }, 'data-unreadable', ''],
  [{ label: 'origin' }, 'data-unreadable', 'late'],
  [{ label: 'lat' }, 'data-column-missing', '"late"'],
])('%j is refused', async (change, code, hint) => {
  const thrown = await run(flights, change).catch((error: unknown) => error)
  expect(thrown).toMatchObject({ code })
  expect(String((thrown as { hint?: string }).hint)).toContain(hint)
})

test('the progress says how many rows are read and judged, of how many', async () => {
  const seen: RunProgress[] = []
  await runOn(await writeFlights(flights), versions, {}, { onProgress: (one) => seen.push(one) })
  const last = (doing: RunProgress['doing']) => seen.findLast((one) => one.doing === doing)
  const all = { done: flights.length, total: flights.length }
  expect(last('labels')).toEqual({ doing: 'labels', ...all })
  expect(last('rows')).toEqual({ doing: 'rows', ...all })
})

test('an abort ends the run', async () => {
  const options = { signal: AbortSignal.abort() }
  await expect(runOn(await writeFlights(flights), versions, {}, options)).rejects.toThrow(/abort/i)
})
