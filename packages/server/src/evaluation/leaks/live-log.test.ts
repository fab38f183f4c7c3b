import type { LogQueryInput } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { liveLogOf } from './live-log.ts'
import type { LeakFeature } from './types.ts'

const feature = (name: string, personal?: true): LeakFeature => ({
  ...{ name, kind: 'number', isCategory: false, contenders: [] },
  field: {
    name,
    role: 'feature',
    type: 'number',
    missing: 'accept',
    ...(personal && { personal }),
  },
})
const column = (name: string) => ({ name, type: 'DOUBLE' })

test('asks how often features are missing, but for those that the log leaves out', async () => {
  const asked: string[] = []
  const ask = async ({ sql }: LogQueryInput) => {
    asked.push(sql)
    const columns = ['feature_a', 'feature_b"', 'feature_secret', 'feature_hidden'].map(column)
    return { columns, rows: sql.includes('count') ? [[100, 100, 3]] : [], isCut: false }
  }
  const log = liveLogOf(ask, 'flights', ['hidden'])
  const features = [
    ...['a', 'b"', 'hidden', 'new'].map((name) => feature(name)),
    feature('secret', true),
  ]
  expect(await log.missing(features)).toEqual({
    rows: 100,
    missing: new Map([
      ['a', 0],
      ['b"', 97],
    ]),
  })
  expect(asked).toEqual([
    'SELECT * FROM "predictions_flights" LIMIT 0',
    `SELECT count(*), count("feature_a"), count("feature_b""") FROM "predictions_flights" WHERE kind = 'answered'`,
  ])
})

test('says so where there is no log, or an empty one', async () => {
  const failing = async (message: string) =>
    await liveLogOf(() => Promise.reject(new Error(message)), 'flights', []).missing([feature('a')])
  expect(await failing('Table with name predictions_flights does not exist!')).toBe(
    'there is no prediction log of flights',
  )
  expect(await failing('It took too long.\nMore.')).toBe(
    'the prediction log cannot be asked: It took too long.',
  )
  const ask = async () => ({ columns: [column('feature_a')], rows: [[0, 0]], isCut: false })
  expect(await liveLogOf(ask, 'flights', []).missing([feature('a')])).toBe(
    'the prediction log of flights holds no answered prediction',
  )
})
