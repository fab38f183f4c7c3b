import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { QueryResult, Upkeep } from '../../feedback/history/types.ts'
import { anOutcome } from '../../feedback/outcomes/testing/histories.ts'
import { openWorkshop } from './open-workshop.ts'
import { RecordedFolder, type ToldPrediction } from './testing/recorded-folder.ts'

const noon = Date.parse('2026-11-20T12:00:00Z') * 1000
const day = 86_400_000_000

function predictions(from: number, count: number, time = noon): readonly ToldPrediction[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ predictionId: `r${from + i}.0`, eventTime: time + i, recordedTime: time + i },
    ...{ distance: from + i, unit: `u${i % 3}` },
  }))
}

async function opened() {
  const folder = new RecordedFolder()
  const workshop = openWorkshop(folder.path)
  const keep = (keepDays = {}, now = noon) =>
    workshop.answer({ kind: 'upkeep', merges: 2, keepDays, now }, 60_000) as Promise<Upkeep>
  const ask = async (sql: string, rows = 1000) =>
    (await workshop.answer({ kind: 'query', sql, rows }, 30_000)) as QueryResult
  const files = () =>
    readdirSync(join(folder.path, 'history', 'predictions'), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.parquet'))
      .sort()
  const segments = () => readdirSync(join(folder.path, 'log', 'flights')).sort()
  const close = async () => {
    workshop.close()
    await folder[Symbol.asyncDispose]()
  }
  return { folder, workshop, keep, ask, files, segments, [Symbol.asyncDispose]: close }
}

const counted =
  'SELECT count(*), count(DISTINCT prediction_id), sum(feature_distance) FROM predictions'

test('what is recorded is seen at once, then once it is sealed, and once it is a table', async () => {
  await using at = await opened()
  await at.folder.predict('flights', predictions(0, 5), { seals: false })
  expect((await at.ask(counted)).rows).toEqual([[5, 5, 10]])
  await at.folder.predict('flights', predictions(5, 2), { seals: false })
  expect((await at.ask(counted)).rows).toEqual([[7, 7, 21]])
  await at.folder.predict('flights', predictions(7, 1))
  expect((await at.ask(counted)).rows).toEqual([[8, 8, 28]])
  expect(await at.keep()).toMatchObject({ converted: 8, merged: 0 })
  expect((await at.ask(counted)).rows).toEqual([[8, 8, 28]])
  expect(at.files()).toEqual(['endpoint=flights/day=2026-11-20/part-1-1.parquet'])
})

test('records go to the days on which they were recorded, and contracts to files of their own', async () => {
  await using at = await opened()
  await at.folder.predict('flights', predictions(0, 3, noon + day / 2 - 1))
  await at.folder.predict('flights', predictions(3, 2), { digest: 'ef' })
  await at.keep()
  expect(at.files()).toEqual([
    'endpoint=flights/day=2026-11-20/part-1-1.parquet',
    'endpoint=flights/day=2026-11-20/part-2-2.parquet',
    'endpoint=flights/day=2026-11-21/part-1-1.parquet',
  ])
  const { rows } = await at.ask('SELECT day, count(*) FROM predictions GROUP BY day ORDER BY day')
  expect(rows).toEqual([
    ['2026-11-20', 3],
    ['2026-11-21', 2],
  ])
})

test('the newest thousand records stay in segments, with the newest of these', async () => {
  await using at = await opened()
  for (const [from, count] of [
    [0, 5],
    [5, 600],
    [605, 600],
    [1205, 1],
  ] as const) {
    await at.folder.predict('flights', predictions(from, count))
  }
  await at.keep()
  expect(at.segments()).toEqual(['2', '3', '4'].map((one) => `00000000000${one}.segment`))
  await at.folder.predict('flights', predictions(1206, 2000))
  await at.keep()
  expect(at.segments()).toEqual(['000000000005.segment'])
  expect((await at.ask(counted)).rows).toEqual([[3206, 3206, (3205 * 3206) / 2]])
})

test('small files of a day and schema become one, with the same rows', async () => {
  await using at = await opened()
  for (let i = 0; i < 4; i++) {
    await at.folder.predict('flights', predictions(i * 10, 10, noon + (i % 2) * day))
    await at.folder.predict('flights', predictions(100 + i, 1), { digest: 'ef' })
    await at.keep({}, noon)
  }
  expect(at.files()).toEqual([
    'endpoint=flights/day=2026-11-20/part-1-5.parquet',
    'endpoint=flights/day=2026-11-20/part-2-8.parquet',
    'endpoint=flights/day=2026-11-21/part-3-7.parquet',
  ])
  expect((await at.ask(counted)).rows).toEqual([[44, 44, 780 + 406]])
})

test('whole days go when they are kept no longer, never younger ones, and it is counted', async () => {
  await using at = await opened()
  for (const [i, age] of [40, 8, 7, 6, 0].entries()) {
    await at.folder.predict('flights', predictions(i * 10, 2, noon - age * day))
    await at.folder.predict('trains', predictions(100 + i * 10, 2, noon - age * day))
  }
  expect(await at.keep({ flights: 7 })).toMatchObject({ removedRows: 4, removedDays: 2 })
  const { rows } = await at.ask(
    'SELECT endpoint, min(day), count(*) FROM predictions GROUP BY endpoint ORDER BY endpoint',
  )
  expect(rows).toEqual([
    ['flights', '2026-11-13', 6],
    ['trains', '2026-10-11', 10],
  ])
  expect(await at.keep({ flights: 7 })).toMatchObject({ removedRows: 0, converted: 0 })
})

test('a query is one SELECT that reads nothing else and changes nothing', async () => {
  await using at = await opened()
  await at.folder.predict('flights', predictions(0, 3))
  for (const sql of [
    'SELEC 1',
    'SELECT 1; SELECT 2',
    'DROP VIEW predictions',
    'CREATE TABLE t AS SELECT 1',
    "COPY (SELECT 1) TO '/tmp/x.csv'",
    "ATTACH '/tmp/x.db'",
    'SET threads=8',
    "SELECT * FROM read_text('/etc/passwd')",
    `SELECT * FROM read_csv('${join(at.folder.path, 'log.key')}')`,
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/etc/*')",
    'INSTALL httpfs',
    'CALL pragma_version()',
    'SELECT nothing FROM predictions',
    "EXPLAIN COPY (SELECT 1) TO '/tmp/x.csv'",
  ]) {
    await expect(at.ask(sql), sql).rejects.toMatchObject({ code: 'query-invalid' })
  }
  expect((await at.ask(counted)).rows).toEqual([[3, 3, 3]])
})

test('a query ends at its deadline, and what it gives is cut off at its limit', async () => {
  await using at = await opened()
  const slow =
    'SELECT count(*) FROM range(100000) a, range(100000) b WHERE (a.range * b.range) % 7 = 1'
  const request = { kind: 'query', sql: slow, rows: 10 } as const
  await expect(at.workshop.answer(request, 200)).rejects.toMatchObject({
    code: 'deadline-exceeded',
  })
  const many = await at.ask('SELECT * FROM range(100)', 10)
  expect(many.rows).toHaveLength(10)
  expect(many.isCut).toBe(true)
  expect((await at.ask('SELECT * FROM range(10)', 10)).isCut).toBe(false)
})

test('a query that needs more than its room is told so', async () => {
  await using at = await opened()
  const sql = 'SELECT list(range::VARCHAR) FROM range(30000000)'
  await expect(at.ask(sql)).rejects.toMatchObject({ code: 'query-too-large' })
})

test('values come as the wire has them', async () => {
  await using at = await opened()
  const { rows, columns } = await at.ask(
    "SELECT 1, 2::BIGINT << 60, 'nan'::DOUBLE, true, NULL, TIMESTAMP '2026-01-02 03:04:05.000006', [1, 2], DATE '2026-01-02'",
  )
  expect(rows).toEqual([
    [
      1,
      '2305843009213693952',
      'NaN',
      true,
      null,
      '2026-01-02T03:04:05.000006Z',
      '[1, 2]',
      '2026-01-02',
    ],
  ])
  expect(columns[1]).toEqual({ name: '(CAST(2 AS BIGINT) << 60)', type: 'BIGINT' })
})

test('predictions are exported alone or with their outcomes, as of a time', async () => {
  await using at = await opened()
  await at.folder.predict('flights', predictions(0, 4))
  await at.folder.happen([
    anOutcome({ predictionId: 'r1.0', value: 1, recordedTime: noon + 10 }),
    anOutcome({ predictionId: 'r2.0', name: 'why', text: 'fog', recordedTime: noon + 20 }),
  ])
  const order = { endpoint: 'flights', format: 'ndjson', joined: true } as const
  const exported = async (name: string, more = {}) => {
    const folder = join(at.folder.path, name)
    const request = { kind: 'export', order: { ...order, folder, ...more } } as const
    const { file, rows } = (await at.workshop.answer(request, 60_000)) as {
      file: string
      rows: number
    }
    const { default: fs } = await import('node:fs')
    const lines = fs
      .readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toHaveLength(rows)
    return lines
  }
  const all = await exported('all')
  expect(all.map((one) => [one.prediction_id, one.outcome_label, one.outcome_why])).toEqual([
    ['r0.0', null, null],
    ['r1.0', 1, null],
    ['r2.0', null, 'fog'],
    ['r3.0', null, null],
  ])
  expect(all[1]).not.toHaveProperty('prediction_key_1')
  const before = await exported('before', { asOf: noon + 15 })
  expect(before[2]).not.toHaveProperty('outcome_why')
  expect(await exported('some', { from: noon + 1, until: noon + 3 })).toHaveLength(2)
  const again = {
    kind: 'export',
    order: { ...order, folder: join(at.folder.path, 'all') },
  } as const
  await expect(at.workshop.answer(again, 60_000)).rejects.toMatchObject({ code: 'file-exists' })
  expect(existsSync(join(at.folder.path, 'all', 'flights.ndjson.part'))).toBe(false)
})
