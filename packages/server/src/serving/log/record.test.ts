import { setTexts } from '@ratchet-ml/scoring'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecordColumns } from './decode-columns.ts'
import { decodeRecord } from './decode-record.ts'
import { RecordEncoder, type RequestFacts } from './encode-record.ts'
import { planColumns } from './policy.ts'
import { memoryOf } from './record-block.ts'
import { createRecordContext } from './record-context.ts'
import { binaryAnswers, loggedContract, plainSettings } from './testing/logged-contract.ts'
import type { LogHeader, LogSettings, PredictionRecord, RecordBuffer } from './types.ts'

const requestId = '01a1ff0d-dcc6-753b-9456-8fea3e5a5122'
const facts: RequestFacts = {
  ...{ requestId, eventTime: 1_767_225_600_000_000, recordedTime: 1_767_225_600_000_250 },
  ...{ latencyUs: 250, status: 200, kind: 0, sampling: 1 },
}
const digest = `sha256:${'ab'.repeat(32)}`
const context = createRecordContext({
  ...{ routeRevision: 7, versionDigest: digest, arm: 'champion', servedBy: 'champion' },
})
/** distance, carrier, night, seen, age */
const rows = Float64Array.of(12.5, 1, 1, 1_000_000, 44, Number.NaN, Number.NaN, 0, Number.NaN, 45)
const inputs = [
  { user: 'u-1', region: 'Süd', note: 'x' },
  { user: null, region: undefined },
]
const inputOf = (row: number, name: string) =>
  (inputs[row] as Readonly<Record<string, unknown>>)[name]

function roundTrip(settings: Partial<LogSettings>, i: number): PredictionRecord {
  const { columns, leftOut } = planColumns(loggedContract, { ...plainSettings, ...settings })
  const header: LogHeader = { endpoint: 'flights', contractDigest: digest, columns, leftOut }
  const encoder = new RecordEncoder(loggedContract, columns, () => new Uint8Array(32))
  const room = recordBufferOf(8192)
  room.bytes.fill(0xff)
  const block = { rows, scored: binaryAnswers([1, 0]), first: 0, count: 2 }
  const bytes = encoder.answered(room, 16, facts, context, block, i, inputOf)
  expect(bytes % 8).toBe(0)
  expect(bytes).toBeLessThanOrEqual(encoder.mostBytes(context, requestId, block))
  return decodeRecord(header, room.bytes.subarray(16, 16 + bytes))
}

test('a record reads back to what was answered, with values typed by the contract', () => {
  expect(roundTrip({}, 0)).toEqual({
    kind: 'answered',
    predictionId: `${requestId}.0`,
    requestId,
    eventTime: facts.eventTime,
    recordedTime: facts.recordedTime,
    endpoint: 'flights',
    contractDigest: digest,
    routeRevision: 7,
    versionDigest: digest,
    arm: 'champion',
    servedBy: 'champion',
    propensity: 1,
    unit: 'u-1',
    segments: { region: 'Süd' },
    features: {
      ...{ distance: 12.5, carrier: 'DL', night: true, seen: '1970-01-01T00:00:01.000000Z' },
    },
    outputs: { label: 'late', probability: [0.75, 0.25] },
    raw: [0.5],
    latencyUs: 250,
    status: 200,
    samplingProbability: 1,
  })
})

test('a missing value is null, a false one is not', () => {
  const { features, unit, segments, predictionId } = roundTrip({}, 1)
  expect(features).toEqual({ distance: null, carrier: null, night: false, seen: null })
  expect({ unit, segments }).toEqual({ unit: null, segments: { region: null } })
  expect(predictionId).toBe(`${requestId}.1`)
})

test('hashed fields tell equal from different values and nothing else', () => {
  const hash = ['carrier', 'user', 'age', 'region']
  const [one, two] = [roundTrip({ hash }, 0), roundTrip({ hash }, 1)]
  expect(one.features['carrier']).toMatch(/^[0-9a-f]{32}$/)
  expect(one.unit).toMatch(/^[0-9a-f]{32}$/)
  expect(one.features['age']).not.toBe(two.features['age'])
  expect(roundTrip({ hash }, 0)).toEqual(one)
  expect([two.features['carrier'], two.unit, two.segments['region']]).toEqual([null, null, null])
})

test('fields that are left out leave no trace', () => {
  const text = JSON.stringify(roundTrip({ redact: ['distance', 'user', 'region'] }, 0))
  expect(text).not.toMatch(/12\.5|u-1|Süd|distance|region/)
})

test('a request that was not answered is recorded without values', () => {
  const { columns, leftOut } = planColumns(loggedContract, plainSettings)
  const encoder = new RecordEncoder(loggedContract, columns, () => new Uint8Array(32))
  const room = recordBufferOf(1024)
  const refused = createRecordContext({ routeRevision: 3, problem: 'rows-refused' })
  const bytes = encoder.unanswered(room, 8, { ...facts, status: 400, kind: 1 }, refused)
  expect(bytes).toBeLessThanOrEqual(encoder.mostBytes(refused, requestId))
  const header = { endpoint: 'flights', contractDigest: digest, columns, leftOut }
  const record = decodeRecord(header, room.bytes.subarray(8, 8 + bytes))
  expect(record).toMatchObject({ kind: 'refused', status: 400, problem: 'rows-refused', requestId })
  expect(record).toMatchObject({ features: {}, outputs: {}, raw: [], segments: {} })
  expect(record).not.toHaveProperty('predictionId')
  expect(record).not.toHaveProperty('versionDigest')
})

test('any doubles and texts read back to themselves, texts up to their bound', () => {
  const { columns, leftOut } = planColumns(loggedContract, plainSettings)
  const header = { endpoint: 'flights', contractDigest: digest, columns, leftOut }
  const encoder = new RecordEncoder(loggedContract, columns, () => new Uint8Array(32))
  const room = recordBufferOf(8192)
  const text = fc.string({ unit: 'grapheme', maxLength: 2000 })
  fc.assert(
    fc.property(fc.double(), text, text, fc.nat({ max: 10_000 }), (value, user, region, first) => {
      const block = {
        ...{ rows: Float64Array.of(value, 0, 0, 0, 0), scored: binaryAnswers([0]) },
        ...{ first, count: 1 },
      }
      const of = (_: number, name: string) => (name === 'user' ? user : region)
      const bytes = encoder.answered(room, 0, facts, context, block, 0, of)
      expect(bytes).toBeLessThanOrEqual(encoder.mostBytes(context, requestId, block))
      const record = decodeRecord(header, room.bytes.subarray(0, bytes))
      expect(record.features['distance']).toBe(Number.isNaN(value) ? null : value)
      const found = record.unit as string
      expect(user.startsWith(found)).toBe(true)
      if (Buffer.byteLength(user) <= 1024) expect(found).toBe(user)
      else expect(Buffer.byteLength(found)).toBeGreaterThan(1020 - 1020 * Number(found === ''))
      expect(record.predictionId).toBe(`${requestId}.${first}`)
    }),
  )
})

test('texts that a model reads are recorded whole, hashed, or left out', () => {
  const review = 'é😀 '.repeat(20_000)
  const contract = {
    ...loggedContract,
    inputs: [{ name: 'review', role: 'feature', type: 'text', missing: 'accept' }] as const,
  }
  const own = Float64Array.of(0, Number.NaN)
  setTexts(own, { width: 1, columns: [0], values: [review] })
  const read = (settings: Partial<LogSettings>, i: number) => {
    const { columns, leftOut } = planColumns(contract, { ...plainSettings, ...settings })
    const encoder = new RecordEncoder(contract, columns, () => new Uint8Array(32))
    const block = { rows: own, scored: binaryAnswers([1, 0]), first: 0, count: 2 }
    const room = recordBufferOf(encoder.mostBytes(context, requestId, block))
    const bytes = encoder.answered(room, 0, facts, context, block, i, () => undefined)
    const header = { endpoint: 'reviews', contractDigest: digest, columns, leftOut }
    const record = decodeRecord(header, room.bytes.subarray(0, bytes))
    const table = new RecordColumns(header, 1, 1)
    const memory = room.bytes.buffer as ArrayBuffer // made above
    table.add(memoryOf({ header, memory, starts: Float64Array.of(0) }), 0)
    const column = table.batch().columns.get('feature_review')
    const code = column?.kind === 'text' ? column.codes[0] : undefined
    const text = column?.kind === 'text' ? (column.levels.texts[code ?? -1] ?? null) : undefined
    expect(text).toBe(record.features['review'])
    return record.features['review']
  }
  expect([read({}, 0), read({}, 1)]).toEqual([review, null])
  expect([read({ hash: ['review'] }, 0), read({ hash: ['review'] }, 1)]).toEqual([
    expect.stringMatching(/^[0-9a-f]{32}$/),
    null,
  ])
  expect(read({ redact: ['review'] }, 0)).toBeUndefined()
})

test('bytes that are no record are refused', () => {
  const { columns, leftOut } = planColumns(loggedContract, plainSettings)
  const header = { endpoint: 'flights', contractDigest: digest, columns, leftOut }
  expect(() => decodeRecord(header, new Uint8Array(16))).toThrow(RangeError)
  expect(() => decodeRecord(header, new Uint8Array(64).fill(0xff))).toThrow(RangeError)
})

/** Memory for records outside a log; a multiple of eight bytes. */
function recordBufferOf(sizeBytes: number): RecordBuffer {
  const memory = new ArrayBuffer(sizeBytes)
  return {
    bytes: Buffer.from(memory),
    doubles: new Float64Array(memory),
    words: new Uint32Array(memory),
  }
}
