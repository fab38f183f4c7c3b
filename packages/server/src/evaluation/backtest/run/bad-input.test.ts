import { Backtest } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { formatBacktest } from '../document/format-backtest.ts'
import {
  aLinearPackage,
  aLogisticPackage,
  aVersion,
  type Flight,
  flightsConfig,
  january,
  runOn,
  someFlights,
  type TestedBacktest,
  writeFlights,
} from '../testing/flights.ts'

const flights = someFlights(1200)
const monthOf = ({ at }: Flight) => new Date(at).getUTCMonth()
const pkg = await aLogisticPackage(flights.filter((flight) => monthOf(flight) === 0))
const version = aVersion('flights@1', pkg)

async function run(rows: readonly Flight[], change: TestedBacktest = {}, judged = [version]) {
  const found = await runOn(await writeFlights(rows), judged, change)
  expect(Backtest.parse(JSON.parse(JSON.stringify(found)))).toEqual(
    JSON.parse(JSON.stringify(found)),
  )
  return found
}

function inMarch(change: (flight: Flight) => Flight): readonly Flight[] {
  return flights.map((flight) => (monthOf(flight) === 2 ? change(flight) : flight))
}

test('a month of one class has no area under a curve, and says so', async () => {
  const found = await run(inMarch((flight) => ({ ...flight, delay: 0 })))
  const { partitions, common } = found
  const march = partitions[2]?.results['flights@1']
  expect(march?.metrics['auc']).toMatchObject({ kind: 'undefined' })
  expect(march?.metrics['log-loss']).toMatchObject({ kind: 'value' })
  expect(common?.results['flights@1']?.['auc']).toMatchObject({ kind: 'value' })
  expect(formatBacktest(found)).toMatch(/^- flights@1, 2001-03, AUC: /m)
})

test('a title is not spelt anew in a sentence, and large numbers are in groups', async () => {
  const found = await run(flights)
  const [first, ...rest] = found.metrics
  if (first === undefined) throw new Error('no metric')
  const title = 'Revenue in EUR'
  const [january, ...others] = found.partitions
  const own = january?.results['flights@1']
  if (january === undefined || own === undefined) throw new Error('no partition')
  const metrics = {
    ...own.metrics,
    [first.name]: { kind: 'value', value: 3076512.3, n: 1 } as const,
  }
  const results = { ...january.results, 'flights@1': { ...own, metrics } }
  const partitions = [{ ...january, results }, ...others]
  const text = formatBacktest({ ...found, metrics: [{ ...first, title }, ...rest], partitions })
  expect(text).toContain('\nBy revenue in EUR:\n')
  expect(text).toContain('3,076,500')
})

test('a month without a flight is no partition', async () => {
  const { partitions } = await run(flights.filter((flight) => monthOf(flight) !== 2))
  expect(partitions.map(({ partition }) => partition)).toEqual(['2001-01', '2001-02', '2001-04'])
})

test('a month without a label has rows and no number, and does not count', async () => {
  const found = await run(inMarch((flight) => ({ ...flight, delay: null })))
  const { partitions, common, comparisons } = found
  const { rows, unlabelled, results } = partitions[2] ?? {}
  expect(unlabelled).toBe(rows)
  for (const name of ['flights@1', 'baseline:prior']) {
    expect(results?.[name]?.counted).toEqual({
      kind: 'no-answer',
      because: 'none of its rows has a label',
    })
    for (const metric of Object.values(results?.[name]?.metrics ?? {})) {
      expect(metric).toMatchObject({ kind: 'undefined', n: 0 })
    }
  }
  expect(common?.rows).toBe(
    flights.filter((flight) => monthOf(flight) !== 2 && flight.delay !== null).length,
  )
  expect(common?.partitions).not.toContain('2001-03')
  const compared = comparisons?.flatMap(({ byPartition }) => byPartition) ?? []
  expect(compared.map(({ partition }) => partition)).not.toContain('2001-03')
  const [, march] = formatBacktest(found).match(/\n2001-03 +(.*?) +-/) ?? []
  expect(march).toBe(`${rows} (${rows} unlabelled)`)
  expect(formatBacktest(found)).not.toContain('(0 unlabelled)')
})

test('without any label nothing has a number, and nothing fails', async () => {
  const { partitions, common, comparisons } = await run(
    flights.map((flight) => ({ ...flight, delay: null })),
  )
  const all = partitions.flatMap(({ results }) =>
    Object.values(results).flatMap(({ metrics }) => Object.values(metrics)),
  )
  expect(all.length).toBeGreaterThan(0)
  expect(all.every(({ kind }) => kind === 'undefined')).toBe(true)
  expect(common?.rows).toBe(0)
  expect(comparisons?.every(({ verdict }) => verdict === 'undecided')).toBe(true)
})

test('who says the same of every row is judged, and has an area of one half', async () => {
  const { partitions } = await run(flights)
  const prior = partitions[2]?.results['baseline:prior']?.metrics
  expect(prior?.['auc']).toMatchObject({ kind: 'value', value: 0.5 })
})

test('a rule that has no number for some rows is not judged, and says of how many', async () => {
  const linear = aVersion('delays@1', await aLinearPackage(flights))
  const rule = {
    rule: { expression: 'if(distance > 1000, 1, 0 / (distance - distance))' },
    as: 'gap',
  }
  const change = { label: 'delay', baselines: [rule], metrics: ['mae'] }
  const { partitions, common } = await run(flights, change, [linear])
  const gap = partitions[1]?.results['baseline:gap']
  expect(gap?.counted).toMatchObject({ kind: 'no-answer' })
  expect(gap?.metrics['mae']).toMatchObject({ kind: 'undefined' })
  expect(common?.results['baseline:gap']?.['mae']).toMatchObject({ kind: 'undefined' })
})

test('rows that are there twice count twice, for everybody', async () => {
  const { partitions } = await run([...flights, ...flights])
  const once = await run(flights)
  expect(partitions[1]?.rows).toBe(2 * (once.partitions[1]?.rows ?? 0))
  const values = [partitions, once.partitions].map(
    (all) => all[1]?.results['flights@1']?.metrics['brier'],
  )
  expect(values[0]).toMatchObject({ kind: 'value' })
  expect(values[0]?.kind === 'value' && values[0].value).toBeCloseTo(
    values[1]?.kind === 'value' ? values[1].value : Number.NaN,
    12,
  )
})

test('a slice of three rows has no number, and says how many are needed', async () => {
  const rare = flights.map((flight, i) =>
    monthOf(flight) > 0 && i % 300 === 299 ? { ...flight, origin: 'ZZZ' } : flight,
  )
  const { common } = await run(rare, { slices: ['origin'] })
  const slice = common?.slices.find((one) => one.slice === 'ZZZ')
  expect(slice?.rows).toBeLessThan(30)
  expect(slice?.results['flights@1']?.['brier']).toMatchObject({
    kind: 'undefined',
    reason: expect.stringContaining('30'),
  })
  const rows = common?.slices.reduce((sum, one) => sum + one.rows, 0)
  expect(rows).toBe(common?.rows)
})

test('a version of which nobody said what it was trained on is shown, and counts nowhere', async () => {
  const { partitions, common } = await run(flights, { training: 'unknown' })
  const counted = partitions.map(({ results }) => results['flights@1']?.counted.kind)
  expect(new Set(counted)).toEqual(new Set(['training-unknown']))
  expect(partitions[1]?.results['flights@1']?.metrics['brier']).toMatchObject({ kind: 'value' })
  expect(common?.partitions).toEqual([])
  expect(common?.results['flights@1']?.['brier']).toMatchObject({ kind: 'undefined' })
})

test('partitions by a column part the rows that a version was trained on from the others', async () => {
  const known = aVersion('flights@1', pkg, january)
  const change = { partition: { column: 'origin' }, baselines: ['majority'] }
  const { partitions, common } = await run(flights, change, [known])
  const kinds = partitions.map(({ partition, results }) => [
    partition,
    results['flights@1']?.counted.kind,
  ])
  expect(kinds).toContainEqual(['LAX', 'evidence'])
  expect(kinds).toContainEqual(['LAX (trained on)', 'trained-on'])
  expect(common?.partitions).toEqual(['ABQ', 'LAX', 'ORD', 'XXX'])
  const later = flights.filter((flight) => monthOf(flight) > 0 && flight.origin === 'LAX')
  expect(partitions.find(({ partition }) => partition === 'LAX')?.rows).toBe(later.length)
})

test('rows without a value in the column are in no partition, and counted', async () => {
  const config = {
    ...flightsConfig,
    derive: { ...flightsConfig.derive, half: 'if(delay > 0, 1, 2)' },
  }
  const change = { partition: { column: 'half' }, config, time: undefined }
  const found = await run(flights, { ...change, metrics: ['accuracy'] })
  expect(found.dataset.untimed).toBe(flights.filter(({ delay }) => delay === null).length)
})

test('rows without times do not tell which of them a version learned from, and that is said', async () => {
  const { time: _, ...untimed } = flightsConfig
  const config = { ...untimed, derive: { hour: 'distance', late: 'delay > 15' } }
  const trained = aVersion('flights@1', pkg, january)
  const found = await run(flights, { config, partition: { column: 'origin' }, time: undefined }, [
    trained,
  ])
  expect(found.partitions[0]?.results['flights@1']?.counted.kind).toBe('training-unknown')
  expect(formatBacktest(found)).toContain(
    'flights@1 was trained on 2001-01-01..2001-02-01: the rows have no times that tell which',
  )
})
