import { globSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { expect, test } from 'vitest'
import type { QueryResult } from '../../feedback/history/types.ts'
import { openWorkshop } from './open-workshop.ts'
import { RecordedFolder } from './testing/recorded-folder.ts'

const noon = Date.parse('2026-11-20T12:00:00Z') * 1000
const told = Array.from({ length: 300 }, (_, i) => ({
  ...{ predictionId: `r${i}.0`, unit: `u${i % 7}`, distance: i / 3 },
  ...{ eventTime: noon + i, recordedTime: noon + i * 300_000_000, label: (i % 2) as 0 | 1 },
}))
const selected = 'prediction_id, unit, feature_distance, feature_carrier, output_label, latency_us'
const names = selected.split(', ')

test('DuckDB and hyparquet read the files as our views show them', async () => {
  await using folder = new RecordedFolder()
  for (let i = 0; i < 3; i++) await folder.predict('flights', told.slice(i * 100, i * 100 + 100))
  const workshop = openWorkshop(folder.path)
  const upkeep = { kind: 'upkeep', merges: 2, keepDays: {}, now: noon } as const
  await workshop.answer(upkeep, 60_000)
  const sql = `SELECT ${selected} FROM predictions ORDER BY event_time`
  const ours = (await workshop.answer({ kind: 'query', sql, rows: 1000 }, 60_000)) as QueryResult
  workshop.close()
  expect(ours.rows).toHaveLength(300)
  const pattern = join(folder.path, 'history/predictions/**/*.parquet')
  const connection = await (await DuckDBInstance.create()).connect()
  const theirs = await connection.runAndReadAll(
    `SELECT ${selected} FROM read_parquet('${pattern}', hive_partitioning=true) WHERE endpoint = 'flights' AND kind = 'answered' ORDER BY event_time`,
  )
  const plain = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value)
  expect(theirs.getRows().map((row) => row.map(plain))).toEqual(ours.rows)
  const objects = []
  for (const path of globSync(pattern).sort()) {
    const file = await asyncBufferFromFile(path)
    objects.push(...(await parquetReadObjects({ file, compressors })))
  }
  const byTime = objects.sort((a, b) => Number(a['event_time']) - Number(b['event_time']))
  const rows = byTime.map((one) => names.map((name) => plain(one[name]) ?? null))
  expect(rows.map(String).sort()).toEqual(ours.rows.map(String).sort())
})
