import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Column, ColumnBatch } from '../../datasets/types.ts'
import { parseRfc3339 } from '../../platform/clock.ts'
import { RecordColumns } from './decode-columns.ts'
import { decodeRecord } from './decode-record.ts'
import { RecordEncoder } from './encode-record.ts'
import { planColumns } from './policy.ts'
import { memoryOf, rawWidthOf } from './record-block.ts'
import { createRecordContext } from './record-context.ts'
import { binaryAnswers, loggedContract, plainSettings } from './testing/logged-contract.ts'
import type { LogHeader, LogSettings, PredictionRecord } from './types.ts'

const digest = `sha256:${'ab'.repeat(32)}`
const contexts = [
  createRecordContext({ routeRevision: 7, versionDigest: digest, arm: 'champion' }),
  createRecordContext({ routeRevision: 8, servedBy: 'baseline', fallbackReason: 'late' }),
]
const refused = createRecordContext({ routeRevision: 3, problem: 'rows-refused' })

interface Told {
  readonly row: readonly number[]
  readonly label: 0 | 1
  readonly user: string | undefined
  readonly region: string | undefined
  readonly context: 0 | 1 | 2
  readonly id: string
}

const optional = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
const told: fc.Arbitrary<Told> = fc.record({
  row: fc.tuple(
    fc.double(),
    fc.constantFrom(0, 1, 2, Number.NaN),
    fc.constantFrom(0, 1, Number.NaN),
    fc.oneof(fc.nat(), fc.constant(Number.NaN)),
    fc.double(),
  ),
  label: fc.constantFrom(0 as const, 1 as const),
  user: optional(fc.string({ unit: 'grapheme' })),
  region: optional(fc.constantFrom('Süd', 'Nord', '')),
  context: fc.constantFrom(0 as const, 1 as const, 2 as const),
  id: fc.constantFrom('r-1', 'r-2', 'a-longer-id'),
})

/** Records end to end, as a segment has them. */
function encode(rows: readonly Told[], settings: Partial<LogSettings>) {
  const { columns, leftOut } = planColumns(loggedContract, { ...plainSettings, ...settings })
  const header: LogHeader = { endpoint: 'flights', contractDigest: digest, columns, leftOut }
  const encoder = new RecordEncoder(loggedContract, columns, () => new Uint8Array(32))
  const memory = new ArrayBuffer(rows.length * 8192)
  const bytes = Buffer.from(memory)
  const room = { bytes, doubles: new Float64Array(memory), words: new Uint32Array(memory) }
  const starts: number[] = []
  const records: PredictionRecord[] = []
  let end = 0
  for (const [i, { row, label, user, region, context, id }] of rows.entries()) {
    const facts = {
      ...{ requestId: id, eventTime: 1e15 + i, recordedTime: 1e15 + 2 * i },
      ...{ latencyUs: i, status: context === 2 ? 400 : 200, kind: context === 2 ? 1 : 0 },
      sampling: 0.5,
    }
    const block = {
      rows: Float64Array.from(row),
      scored: binaryAnswers([label]),
      first: i,
      count: 1,
    }
    const of = (_: number, name: string) => (name === 'user' ? user : region)
    const length =
      context === 2
        ? encoder.unanswered(room, end, facts, refused)
        : encoder.answered(room, end, facts, contexts[context] as never, block, 0, of)
    starts.push(end)
    records.push(decodeRecord(header, bytes.subarray(end, end + length)))
    end += length
  }
  return { block: { header, memory, starts: Float64Array.from(starts) }, records }
}

function decode({ block }: ReturnType<typeof encode>): ColumnBatch {
  const table = new RecordColumns(block.header, rawWidthOf(block), block.starts.length)
  const memory = memoryOf(block)
  for (const start of block.starts) table.add(memory, start)
  return table.batch()
}

function cellOf(column: Column | undefined, row: number): unknown {
  if (column === undefined) return undefined
  if (column.kind === 'text') return column.levels.texts[column.codes[row] ?? -1] ?? null
  const value = column.values[row] as number
  if (column.kind === 'boolean') return value === 2 ? null : value === 1
  return Number.isNaN(value) ? null : value
}

/** A record as a row of the table. */
function expectedOf(record: PredictionRecord): Readonly<Record<string, unknown>> {
  const { features, outputs, segments, raw, predictionId } = record
  const probability = (outputs['probability'] ?? [null, null]) as readonly (number | null)[]
  const seen = features['seen']
  const key = createHash('sha256')
    .update(predictionId ?? '')
    .digest('hex')
  return {
    ...{ prediction_id: predictionId ?? null, request_id: record.requestId, kind: record.kind },
    ...{ event_time: record.eventTime, recorded_time: record.recordedTime },
    ...{ contract_digest: digest, route_revision: record.routeRevision },
    ...{ version_digest: record.versionDigest ?? null, arm: record.arm ?? null },
    ...{ propensity: record.propensity, experiment_iteration: null, unit: record.unit ?? null },
    ...{ latency_us: record.latencyUs, served_by: record.servedBy ?? null },
    ...{ fallback_reason: record.fallbackReason ?? null, status: record.status },
    ...{ problem: record.problem ?? null, sampling_probability: record.samplingProbability },
    prediction_key_1: predictionId === undefined ? null : Number.parseInt(key.slice(0, 13), 16),
    prediction_key_2: predictionId === undefined ? null : Number.parseInt(key.slice(13, 26), 16),
    ...('region' in segments || record.kind !== 'answered'
      ? { segment_region: segments['region'] ?? null }
      : {}),
    ...{
      feature_distance: features['distance'] ?? null,
      feature_carrier: features['carrier'] ?? null,
    },
    feature_night: features['night'] ?? null,
    feature_seen: typeof seen === 'string' ? parseRfc3339(seen) : null,
    output_label: outputs['label'] ?? null,
    'output_probability_on time': probability[0] ?? null,
    output_probability_late: probability[1] ?? null,
    ...(raw.length === 0 ? {} : { raw_0: raw[0] ?? null }),
  }
}

test('columns hold what the records say one by one', () => {
  const settings = fc.constantFrom<Partial<LogSettings>>({}, { hash: ['user', 'region'] })
  fc.assert(
    fc.property(fc.array(told, { minLength: 1, maxLength: 12 }), settings, (rows, some) => {
      const encoded = encode(rows, some)
      const { columns } = decode(encoded)
      for (const [row, record] of encoded.records.entries()) {
        const found = Object.fromEntries(
          [...columns].map(([name, column]) => [name, cellOf(column, row)]),
        )
        expect(found).toEqual({
          ...(columns.has('raw_0') ? { raw_0: null } : {}),
          ...expectedOf(record),
        })
      }
    }),
  )
})

test('names that differ in capitals alone are told apart by a number', () => {
  const column = { group: 'feature', storage: 'f64', type: 'number', width: 1 } as const
  const columns = [
    { ...column, name: 'Hour' },
    { ...column, name: 'hour' },
  ]
  const header: LogHeader = { endpoint: 'e', contractDigest: digest, columns, leftOut: [] }
  const names = new RecordColumns(header, 0, 1).columns.map(({ name }) => name)
  expect(names.slice(-2)).toEqual(['feature_Hour', 'feature_hour_2'])
})

test('a record of no known kind is refused', () => {
  const encoded = encode([{ ...sampleOf(), context: 0 }], {})
  new Uint8Array(encoded.block.memory)[50] = 9
  expect(() => decode(encoded)).toThrow(RangeError)
})

function sampleOf(): Told {
  return { row: [1, 0, 1, 5, 2], label: 1, user: 'u', region: 'Nord', context: 0, id: 'r-1' }
}
