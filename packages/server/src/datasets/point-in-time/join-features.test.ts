import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openCsv } from '../formats/csv.ts'
import { aSnapshotWorld } from '../snapshots/testing/snapshot-world.ts'
import { batchesOf } from '../testing/batches.ts'
import { cellsOf } from '../testing/collect.ts'
import { aFolder } from '../testing/write-parquet.ts'
import { FeatureTable } from './feature-table.ts'
import { FeatureJoiner } from './join-features.ts'

interface Feature {
  readonly unit: string | null
  readonly time: number | null
  readonly recorded: number | null
  readonly value: number
}

interface Row {
  readonly unit: string | null
  readonly time: number | null
}

const instant = (time: number | null) => (time === null ? '' : new Date(time * 1000).toISOString())

async function tableOf(features: readonly Feature[], hasRecorded: boolean): Promise<FeatureTable> {
  const path = join(await aFolder(), 'features.csv')
  const lines = features.map(({ unit, time, recorded, value }) =>
    [unit ?? '', instant(time), instant(recorded), value].join(','),
  )
  // A row that is nobody's tells the kinds of the columns, whatever the others hold.
  const kinds = 'nobody,2001-01-01T00:00:00Z,2001-01-01T00:00:00Z,0'
  await writeFile(path, `unit,time,recorded,value\n${[kinds, ...lines].join('\n')}\n`)
  const source = await openCsv(path, 'features.csv')
  const keys = { unit: 'unit', time: 'time', ...(hasRecorded && { recorded: 'recorded' }) }
  const table = await FeatureTable.read(source, keys, 'UTC', new AbortController().signal)
  await source.close()
  return table
}

async function joined(
  rows: readonly Row[],
  features: readonly Feature[],
  hasRecorded: boolean,
  asOf?: number,
) {
  const table = await tableOf(features, hasRecorded)
  const options = { on: 'unit', time: 'at', ...(asOf !== undefined && { asOf: asOf * 1e6 }) }
  const joiner = new FeatureJoiner(table, options)
  const columns = [
    { name: 'unit', kind: 'text' },
    { name: 'at', kind: 'timestamp' },
  ] as const
  const cells = rows.map(({ unit, time }) => [unit, time === null ? null : time * 1e6])
  const values = batchesOf(columns, cells).flatMap((batch) => {
    const column = joiner.join(batch).columns.get('value')
    return column === undefined ? [] : [...cellsOf(column)]
  })
  return { values, joiner }
}

/** What the join must give, by looking at every feature row for every row. */
function bruteForce(
  rows: readonly Row[],
  features: readonly Feature[],
  hasRecorded: boolean,
  asOf?: number,
) {
  return rows.map((row) => {
    let best: Feature | undefined
    for (const feature of features) {
      const { unit, time } = feature
      const recorded = hasRecorded ? feature.recorded : time
      if (unit === null || unit !== row.unit || time === null || recorded === null) continue
      if (row.time === null || time > row.time || recorded > (asOf ?? row.time)) continue
      const before = hasRecorded ? best?.recorded : best?.time
      const isNewer =
        best === undefined ||
        time > (best.time ?? 0) ||
        (time === best.time && recorded >= (before ?? 0))
      if (isNewer) best = feature
    }
    return best?.value ?? null
  })
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 8 })
const unit = maybe(fc.constantFrom('a', 'b', 'c'))
const when = maybe(fc.integer({ min: 0, max: 12 }))
const histories = fc.record({
  features: fc.array(fc.record({ unit, time: when, recorded: when, value: fc.integer() }), {
    maxLength: 25,
  }),
  rows: fc.array(fc.record({ unit, time: when }), { minLength: 1, maxLength: 15 }),
  hasRecorded: fc.boolean(),
  asOf: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
})

test('the join gives what looking at every feature row gives, on any history', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async ({ features, rows, hasRecorded, asOf }) => {
      const { values } = await joined(rows, features, hasRecorded, asOf)
      expect(values).toEqual(bruteForce(rows, features, hasRecorded, asOf))
    }),
    { numRuns: 150 },
  )
})

test('a feature row that is newer than the row, or was not yet known, is never joined', async () => {
  const feature = (time: number, recorded: number, value: number) => ({
    unit: 'a',
    time,
    recorded,
    value,
  })
  const features = [feature(1, 1, 10), feature(2, 9, 20), feature(4, 4, 40), feature(2, 2, 19)]
  const rows = [0, 1, 2, 3, 4, 9].map((time) => ({ unit: 'a', time }))
  const { values, joiner } = await joined(rows, features, true)
  expect(values).toEqual([null, 10, 19, 19, 40, 40])
  expect([joiner.joined, joiner.without]).toEqual([5, 1])
  expect((await joined(rows, features, true, 9)).values).toEqual([null, 10, 20, 20, 40, 40])
})

test('a snapshot keeps its rows with the features as they were known', async () => {
  const folder = await aFolder()
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }
  const rows = await write('rows.csv', 'at,who\n2001-01-02,a\n2001-01-04,a\n2001-01-04,b\n')
  const path = await write(
    'features.csv',
    'who,day,age,town\na,2001-01-01,3,X\na,2001-01-03,4,Y\na,2001-01-05,5,Z\n',
  )
  const world = await aSnapshotWorld()
  const time = { column: 'at', zone: 'UTC' }
  const features = { path, file: 'features.csv', unit: 'who', time: 'day' }
  const { snapshot } = await world.create([rows], { time, features })
  expect(snapshot.manifest.columns.map(({ name }) => name)).toEqual(['age', 'at', 'town', 'who'])
  expect(snapshot.provenance.features).toMatchObject({ on: 'who', rowsJoined: 2, rowsWithout: 1 })
  expect(snapshot.provenance.quality.missing).toEqual({ age: 1, town: 1 })
})

test('features with the name of a column of the rows are refused', async () => {
  const folder = await aFolder()
  await writeFile(join(folder, 'rows.csv'), 'at,who,age\n2001-01-02,a,1\n')
  await writeFile(join(folder, 'features.csv'), 'who,at,age\na,2001-01-01,3\n')
  const world = await aSnapshotWorld()
  const features = {
    path: join(folder, 'features.csv'),
    file: 'features.csv',
    unit: 'who',
    time: 'at',
  }
  const creating = world.create([join(folder, 'rows.csv')], {
    time: { column: 'at', zone: 'UTC' },
    features,
  })
  await expect(creating).rejects.toMatchObject({ code: 'snapshot-refused' })
})
