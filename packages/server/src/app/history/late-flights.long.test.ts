import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { type Column, openDataset } from '../../datasets/index.ts'
import { coverageOf } from '../../feedback/history/coverage.ts'
import type { QueryResult } from '../../feedback/history/types.ts'
import { anOutcome } from '../../feedback/outcomes/testing/histories.ts'
import type { OutcomeRecord } from '../../feedback/outcomes/types.ts'
import { micros } from '../../platform/clock.ts'
import { openWorkshop } from './open-workshop.ts'
import { RecordedFolder, type ToldPrediction } from './testing/recorded-folder.ts'

const flights = fileURLToPath(
  new URL('../../../../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url),
)
const everyNth = 40
const wanted = 3000
const [minute, hour, day] = [60_000_000, 3_600_000_000, 86_400_000_000]

interface Flight {
  readonly departure: number
  readonly distance: number
  readonly isLate: number
}

/** Every fortieth flight of the first week of 2001. */
async function readFlights(): Promise<readonly Flight[]> {
  const config = { files: flights, time: { column: 'date', zone: 'UTC' } }
  const dataset = await openDataset({ name: 'flights', config, folder: dirname(flights) })
  const found: Flight[] = []
  let seen = 0
  for await (const { count, columns } of dataset.read({ columns: ['date', 'delay', 'distance'] })) {
    const [date, delay, distance] = ['date', 'delay', 'distance'].map((name) =>
      numbers(columns.get(name)),
    )
    for (let i = 0; i < count && found.length < wanted; i++) {
      if (seen++ % everyNth !== 0) continue
      const isLate = (delay?.[i] ?? 0) > 15 ? 1 : 0
      found.push({ departure: date?.[i] ?? 0, distance: distance?.[i] ?? 0, isLate })
    }
    if (found.length === wanted) break
  }
  await dataset.close()
  return found
}

function numbers(column: Column | undefined): ArrayLike<number> {
  if (column === undefined || column.kind === 'text') throw new TypeError('no column of numbers')
  return column.values
}

function toPredictions(flights: readonly Flight[]): readonly ToldPrediction[] {
  return flights.map(({ departure, distance }, i) => ({
    ...{ predictionId: `f${i}.0`, eventTime: departure, recordedTime: departure - hour },
    ...{ distance, label: distance > 900 ? 1 : 0 },
  }))
}

/**
 * What became known of each flight, in the order in which it did: mostly on arrival; a fifth days later;
 * some wrong at first and put right two days after; some twice; some never.
 */
function toOutcomes(flights: readonly Flight[]): readonly OutcomeRecord[] {
  const random = createRandom(2001)
  const outcomes = flights.flatMap(({ departure, distance, isLate }, i) => {
    if (random.nextFloat() < 0.05) return []
    const arrival = departure + (30 + distance / 8) * minute
    const known = arrival + (random.nextFloat() < 0.2 ? (1 + 3 * random.nextFloat()) * day : 0)
    const isWrong = random.nextFloat() < 0.03
    const about = { id: `o${i}`, predictionId: `f${i}.0`, eventTime: micros(Math.round(arrival)) }
    const first = anOutcome({
      ...{ ...about, value: isWrong ? 1 - isLate : isLate },
      recordedTime: Math.round(known),
    })
    const right = {
      ...about,
      revision: 1,
      value: isLate,
      recordedTime: Math.round(known + 2 * day),
    }
    const again =
      random.nextFloat() < 0.1
        ? [{ ...first, recordedTime: micros(first.recordedTime + hour) }]
        : []
    return [first, ...again, ...(isWrong ? [anOutcome(right)] : [])]
  })
  return outcomes.sort((a, b) => a.recordedTime - b.recordedTime)
}

/** By day of departure: flights known of, and how many were foretold right, as it was known at a time. */
function judgeByHand(flights: readonly Flight[], outcomes: readonly OutcomeRecord[], asOf: number) {
  const values = new Map<string, OutcomeRecord>()
  for (const one of outcomes) {
    if (one.recordedTime > asOf || one.predictionId === undefined) continue
    const before = values.get(one.predictionId)
    if (before === undefined || one.revision > before.revision) values.set(one.predictionId, one)
  }
  const days = new Map<string, [known: number, right: number]>()
  for (const [i, { departure, distance }] of flights.entries()) {
    const value = values.get(`f${i}.0`)?.value
    if (value === undefined || departure - hour > asOf) continue
    const name = new Date(departure / 1000).toISOString().slice(0, 10)
    const [known, right] = days.get(name) ?? [0, 0]
    days.set(name, [known + 1, right + ((distance > 900 ? 1 : 0) === value ? 1 : 0)])
  }
  return [...days].map(([name, counts]) => [name, ...counts]).sort()
}

const judge = `SELECT CAST(event_time::DATE AS VARCHAR) AS departed, count(*),
    count(*) FILTER ((output_label = 'late') = (outcome_value = 1))
  FROM joined WHERE outcome_name = 'label' GROUP BY departed ORDER BY departed`

async function recorded(flights: readonly Flight[], outcomes: readonly OutcomeRecord[]) {
  const folder = new RecordedFolder()
  await folder.predict('flights', toPredictions(flights))
  const half = outcomes.length / 2
  await folder.happen(outcomes.slice(0, half))
  await folder.happen(outcomes.slice(half))
  const workshop = openWorkshop(folder.path)
  await workshop.answer({ kind: 'upkeep', merges: 2, keepDays: {}, now: 0 }, 60_000)
  const ask = async (sql: string, rows: number, asOf?: number) => {
    const query = { kind: 'query', sql, rows } as const
    return (await workshop.answer(
      asOf === undefined ? query : { ...query, asOf },
      30_000,
    )) as QueryResult
  }
  const close = async () => {
    workshop.close()
    await folder[Symbol.asyncDispose]()
  }
  return { ask, [Symbol.asyncDispose]: close }
}

test('flights whose outcomes come hours to days later are judged as it was known at any time', async () => {
  const flights = await readFlights()
  const outcomes = toOutcomes(flights)
  await using at = await recorded(flights, outcomes)
  const first = flights[0]?.departure ?? 0
  for (const days of [0.5, 1, 2, 3.25, 5, 9, 14]) {
    const asOf = first + days * day
    const { rows } = await at.ask(judge, 100, asOf)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows).toEqual(judgeByHand(flights, outcomes, asOf))
  }
})

test('and no bit depends on the order in which they came', async () => {
  const flights = await readFlights()
  const outcomes = toOutcomes(flights)
  await using one = await recorded(flights, outcomes)
  await using other = await recorded(flights, outcomes.toReversed())
  expect((await other.ask(judge, 100)).rows).toEqual((await one.ask(judge, 100)).rows)
})

test('coverage says how many are known of by now, and the delay curve how long that took', async () => {
  const flights = await readFlights()
  const outcomes = toOutcomes(flights)
  await using at = await recorded(flights, outcomes)
  const asOf = micros(Math.round((flights.at(-1)?.departure ?? 0) + 10 * day))
  const { ages, delays, unmatched } = await coverageOf(at.ask, 'flights', 'label', asOf, asOf)
  const known = new Set(outcomes.map(({ predictionId }) => predictionId))
  const total = (key: 'predictions' | 'withOutcome') => ages.reduce((sum, one) => sum + one[key], 0)
  expect(total('predictions')).toBe(flights.length)
  expect(total('withOutcome')).toBe(known.size)
  expect(unmatched).toBe(0)
  const shareWithin = (seconds: number) =>
    delays.findLast((one) => one.seconds <= seconds)?.share ?? 0
  expect(shareWithin(12 * 3600)).toBeCloseTo(0.95 * 0.8, 1)
  expect(shareWithin(6 * 86_400)).toBeCloseTo(0.95, 1)
})
