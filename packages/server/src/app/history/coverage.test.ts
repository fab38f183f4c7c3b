import { expect, test } from 'vitest'
import { coverageOf, restatementsOf } from '../../feedback/history/coverage.ts'
import type { QueryResult } from '../../feedback/history/types.ts'
import { anOutcome } from '../../feedback/outcomes/testing/histories.ts'
import { type Micros, micros } from '../../platform/clock.ts'
import { openWorkshop } from './open-workshop.ts'
import { RecordedFolder } from './testing/recorded-folder.ts'

const hour = 3_600_000_000
const now = micros(Date.parse('2026-11-20T12:00:00Z') * 1000)

async function opened() {
  const folder = new RecordedFolder()
  const workshop = openWorkshop(folder.path)
  const ask = async (sql: string, rows: number, asOf?: number) => {
    const request = { kind: 'query', sql, rows } as const
    const dated = asOf === undefined ? request : { ...request, asOf }
    return (await workshop.answer(dated, 30_000)) as QueryResult
  }
  const close = async () => {
    workshop.close()
    await folder[Symbol.asyncDispose]()
  }
  return { folder, ask, [Symbol.asyncDispose]: close }
}

const predictionAt = (id: string, hoursAgo: number, unit?: string) => ({
  ...{ predictionId: `${id}.0`, eventTime: now - hoursAgo * hour, unit },
  recordedTime: now - hoursAgo * hour,
})

test('coverage counts predictions by age, and outcomes that stand apart', async () => {
  await using at = await opened()
  await at.folder.predict('flights', [
    ...[predictionAt('a', 0.5), predictionAt('b', 2), predictionAt('c', 3, 'ada')],
    ...[predictionAt('d', 30), predictionAt('e', 40)],
  ])
  await at.folder.predict('trains', [predictionAt('t', 2)])
  const known = (id: string, hoursAgo: number, some = {}) =>
    anOutcome({ predictionId: `${id}.0`, value: 1, recordedTime: now - hoursAgo * hour, ...some })
  await at.folder.happen([
    ...[known('b', 1), known('d', 20), known('e', 1)],
    ...[known('nobody', 1, { endpoint: 'flights' }), known('c', 1, { endpoint: 'trains' })],
    known('t', 1),
    anOutcome({
      ...{ endpoint: 'flights', unit: 'ben', predictionTime: now as Micros, value: 1 },
      recordedTime: now - hour,
    }),
  ])
  const view = await coverageOf(at.ask, 'flights', 'label', now)
  expect(view.ages).toEqual([
    { age: 'up to 1 h', predictions: 1, withOutcome: 0 },
    { age: '1 h to 1 d', predictions: 2, withOutcome: 1 },
    { age: '1 d to 7 d', predictions: 2, withOutcome: 2 },
  ])
  expect(view).toMatchObject({ unmatched: 2, endpointMismatch: 1 })
  expect(view.delays).toHaveLength(3)
  expect(view.delays[0]?.share).toBeCloseTo(1 / 4, 12) // one of the four that had waited an hour
  expect(view.delays.at(-1)?.share).toBe(1)
  const before = await coverageOf(at.ask, 'flights', 'label', now, micros(now - 10 * hour))
  expect(before.ages).toEqual([
    { age: '1 h to 1 d', predictions: 1, withOutcome: 1 },
    { age: '1 d to 7 d', predictions: 1, withOutcome: 0 },
  ])
})

test('restatements are what changed the value that counted, in whatever order it came', async () => {
  await using at = await opened()
  await at.folder.predict('flights', [predictionAt('a', 30), predictionAt('b', 30)])
  const said = (revision: number, value: number, hoursAgo: number) =>
    anOutcome({
      ...{ id: 'bill', predictionId: 'a.0', revision, value },
      recordedTime: now - hoursAgo * hour,
    })
  await at.folder.happen([
    ...[said(1, 7, 20), said(0, 5, 19), said(1, 7, 18), said(3, 9, 17), said(2, 8, 16)],
    anOutcome({ predictionId: 'b.0', value: 1, recordedTime: now - hour }),
  ])
  const { restatements } = await restatementsOf(at.ask, 'flights', 10)
  expect(restatements).toMatchObject([{ outcomeId: 'bill', revision: 3, from: 7, to: 9 }])
})
