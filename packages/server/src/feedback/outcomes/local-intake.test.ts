import { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aFolder, writeParquet } from '../../datasets/testing/write-parquet.ts'
import { joinOutcomes } from './policy.ts'
import { noon, openIntake } from './testing/open-intake.ts'
import type { OutcomeRecord } from './types.ts'

const json = JSON.stringify
const lines = (...rows: unknown[]) => rows.map((row) => `${json(row)}\n`).join('')
const day = 86_400_000_000

test('a bad row never holds back the good ones, and is told in receipt and quarantine', async () => {
  const { take, all, quarantine } = openIntake()
  const good = (i: number) => json({ predictionId: `p.${i}`, value: i })
  const body = [good(1), '{"predictionId":', good(2), '', json({ value: 1 }), good(3)].join('\n')
  const receipt = await take(body, { source: 'may.ndjson', run: 'run7' })
  expect(receipt).toMatchObject({ accepted: 3, quarantined: 3, quarantine: 'outcomes-run7' })
  expect(receipt.refused.map(({ line, code }) => [line, code])).toEqual([
    [2, 'row-unreadable'],
    [4, 'row-unreadable'],
    [5, 'outcome-invalid'],
  ])
  expect((await all()).map(({ value }) => value)).toEqual([1, 2, 3])
  expect(quarantine.runs.get('run7')).toMatchObject([
    { source: 'may.ndjson', place: { line: 2 } },
    { source: 'may.ndjson', place: { line: 4 } },
    { source: 'may.ndjson', place: { line: 5 } },
  ])
})

test('JSON is taken as a whole or not at all, with a pointer to each fault', async () => {
  const { take, all } = openIntake()
  const outcomes = [{ predictionId: 'p', value: 1 }, { value: 1 }, { predictionId: 'q' }]
  await expect(take(json({ outcomes }), { form: 'json' })).rejects.toMatchObject({
    code: 'outcome-invalid',
    errors: [{ pointer: '/outcomes/1/endpoint' }, { pointer: '/outcomes/2/value' }],
  })
  await expect(take('{', { form: 'json' })).rejects.toMatchObject({ code: 'body-malformed' })
  for (const body of [{ outcomes: [] }, { outcomes: 1 }, { outcomes, more: 1 }]) {
    await expect(take(json(body), { form: 'json' })).rejects.toMatchObject({
      code: 'outcome-invalid',
    })
  }
  expect(await all()).toEqual([])
})

test('rows in any order of columns and any parts are the same outcomes in every form', async () => {
  const time = '2026-11-20T10:00:00Z'
  const rows = Array.from({ length: 50 }, (_, i) => ({
    ...{ id: `o${i}`, revision: i % 3, name: i % 2 === 0 ? 'label' : 'paid', eventTime: time },
    ...(i % 5 === 0 ? { endpoint: 'flights', unit: `0${i}`, time } : { predictionId: `p.${i}` }),
    value: [i / 4, i, 'a "b", c', '007', null, true][i % 6],
  }))
  const columns = ['value', 'id', 'eventTime', 'unit', 'name', 'predictionId', 'revision'] as const
  const header = [...columns, 'time', 'endpoint']
  const csv = [
    header.join(','),
    ...rows.map((row) =>
      header
        .map((name) => {
          const value = (row as Record<string, unknown>)[name]
          if (name === 'value' && value === null) return 'null'
          return value === undefined ? '' : `"${String(value).replaceAll('"', '""')}"`
        })
        .join(','),
    ),
  ].join('\r\n')
  const ndjson = await recordsOf(lines(...rows), 'ndjson', 97)
  expect(ndjson).toHaveLength(50)
  expect(await recordsOf(csv, 'csv', 13)).toEqual(ndjson)
  expect(await recordsOf(json({ outcomes: rows }), 'json', 500)).toEqual(ndjson)
})

async function recordsOf(body: string, form: 'ndjson' | 'csv' | 'json', part: number) {
  const { take, all } = openIntake()
  expect(await take(body, { form }, part)).toMatchObject({ quarantined: 0 })
  return await all()
}

test('a table is taken with its types, and what it lacks is refused by row', async () => {
  const { take, all, spooled } = openIntake()
  const folder = await aFolder()
  const path = await writeParquet(folder, 'o.parquet', [
    { name: 'prediction_id', data: ['p.0', 'p.1', null, 'p.3'], type: 'STRING' },
    { name: 'value', data: [0.5, 1, 2, null], type: 'DOUBLE' },
    {
      name: 'event_time',
      data: [noon, noon - day, noon, noon].map((us) => new Date(us / 1000)),
      type: 'TIMESTAMP',
    },
  ])
  const receipt = await take(readFileSync(path), { form: 'parquet', place: 'row', name: 'paid' })
  expect(receipt.refused.map(({ row, pointer }) => [row, pointer])).toEqual([
    [3, '/endpoint'],
    [4, '/value'],
  ])
  expect(await all()).toMatchObject([
    { predictionId: 'p.0', value: 0.5, name: 'paid', eventTime: noon },
    { predictionId: 'p.1', value: 1, eventTime: noon - day },
  ])
  expect(spooled()).toEqual([])
})

test('a table that is cut off is refused as a whole, and leaves nothing behind', async () => {
  const { take, all, spooled } = openIntake()
  const data = Array.from({ length: 3000 }, (_, i) => `p.${i}`)
  const path = await writeParquet(await aFolder(), 'o.parquet', [
    { name: 'predictionId', data, type: 'STRING' },
    { name: 'value', data: data.map((_, i) => i), type: 'DOUBLE' },
  ])
  const whole = readFileSync(path)
  for (const share of [0, 0.5, 0.99]) {
    const cut = whole.subarray(0, Math.floor(whole.length * share))
    await expect(take(cut, { form: 'parquet' })).rejects.toMatchObject({ code: 'data-unreadable' })
  }
  expect([await all(), spooled()]).toEqual([[], []])
})

test('what a killed process had put aside is removed, and nothing else', async () => {
  const { take, spooled, spoolFolder } = openIntake()
  writeFileSync(join(spoolFolder, `outcomes-${randomUUID()}.parquet`), 'half')
  writeFileSync(join(spoolFolder, 'notes.txt'), 'mine')
  await take(lines({ predictionId: 'p', value: 1 }))
  expect(spooled()).toEqual(['notes.txt'])
})

test('columns are renamed and left out as the sender says; others are refused by name', async () => {
  const { take, all } = openIntake()
  const csv = 'pid,sold,comment\np.0,3,fine\n'
  const columns = new Map([
    ['pid', 'predictionId'],
    ['sold', 'value'],
  ])
  await take(csv, { form: 'csv', columns, ignore: new Set(['comment']) })
  expect(await all()).toMatchObject([{ predictionId: 'p.0', value: 3 }])
  await expect(take(csv, { form: 'csv', columns })).rejects.toMatchObject({
    code: 'data-column-unknown',
    message: expect.stringContaining('found the column "comment"'),
  })
  await expect(take('predictionId,valeu\np,1\n', { form: 'csv' })).rejects.toMatchObject({
    hint: expect.stringContaining('Did you mean value?'),
  })
  await expect(take(csv, { form: 'csv', ignore: new Set(['note']) })).rejects.toMatchObject({
    code: 'data-column-missing',
  })
})

test('another encoding is told: UTF-16 of the whole body, a bad byte by its line', async () => {
  const { take } = openIntake()
  const utf16 = Buffer.from(`\ufeff${json({ predictionId: 'p', value: 1 })}\n`, 'utf16le')
  await expect(take(utf16)).rejects.toMatchObject({ code: 'body-not-utf8' })
  const latin1 = Buffer.from(
    lines({ predictionId: 'p', value: 1 }, { predictionId: 'ü', value: 1 }),
    'latin1',
  )
  expect(await take(latin1)).toMatchObject({
    accepted: 1,
    refused: [{ line: 2, detail: expect.stringContaining('not UTF-8') }],
  })
})

test('a body beyond its bound is refused', async () => {
  const { take } = openIntake({ json: 100, lines: 100 })
  const body = lines({ predictionId: 'p', value: 'x'.repeat(200) })
  for (const form of ['json', 'ndjson', 'csv'] as const) {
    await expect(take(body, { form })).rejects.toMatchObject({ code: 'body-too-large' })
  }
})

test('the join does not depend on how deliveries were cut, ordered and repeated', async () => {
  const predictions = [0, 1, 2].map((i) => ({
    ...{ predictionId: `p.${i}`, endpoint: 'flights', unit: undefined },
    ...{ eventTime: noon, recordedTime: noon },
  }))
  const row = fc.record({
    predictionId: fc.constantFrom('p.0', 'p.1', 'p.2', 'q.9'),
    value: fc.constantFrom(0, 1, 'late', null),
    revision: fc.integer({ min: 0, max: 1 }),
    eventTime: fc.constantFrom('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'),
  })
  const deliveries = fc
    .array(row, { minLength: 1, maxLength: 8 })
    .chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.shuffledSubarray([...rows, ...rows], { minLength: 2 * rows.length }),
        fc.integer({ min: 1, max: 4 }),
      ),
    )
  await fc.assert(
    fc.asyncProperty(deliveries, async ([rows, delivered, bodies]) => {
      const [once, often] = [openIntake(), openIntake()]
      await once.take(lines(...rows))
      for (let at = 0; at < delivered.length; at += bodies) {
        await often.take(lines(...delivered.slice(at, at + bodies)))
        often.clock.advance(1_000_000)
      }
      const label = async (outcomes: readonly OutcomeRecord[]) =>
        predictions.map(({ predictionId }) => {
          const found = joinOutcomes(predictions, outcomes).labels.get(predictionId)?.get('label')
          return found?.value ?? found?.text
        })
      expect(await label(await often.all())).toEqual(await label(await once.all()))
    }),
    { numRuns: 30 },
  )
})
