import { Buffer } from 'node:buffer'
import { type Micros, micros, toRfc3339 } from '../../platform/clock.ts'
import {
  type ContextText,
  contextTexts,
  doubleAt,
  fixedBytes,
  hashBytes,
  missingLongText,
  missingText,
  noRow,
  recordKinds,
  wordAt,
} from './record-layout.ts'
import type { LogColumn, LoggedValue, LogHeader, PredictionRecord } from './types.ts'

/**
 * Reads a record as `RecordEncoder` writes it.
 * @throws RangeError for bytes that are no record of the header's columns
 */
export function decodeRecord(header: LogHeader, payload: Uint8Array): PredictionRecord {
  const cursor = new Cursor(payload)
  const word = (place: number) => cursor.bytes.readUInt32LE(place * 4)
  const double = (place: number) => cursor.bytes.readDoubleLE(place * 8)
  const status = word(wordAt.status)
  const kind = recordKinds[(status >>> 16) & 0xff]
  if (kind === undefined) throw new RangeError(`A record has the kind ${(status >>> 16) & 0xff}.`)
  const values = kind === 'answered' ? readValues(cursor, header, word(wordAt.rawCount)) : nothing
  const requestId = cursor.latin1(status >>> 24)
  const texts = readContext(cursor)
  const row = word(wordAt.row)
  const iteration = word(wordAt.experimentIteration)
  return {
    kind,
    ...(row === noRow ? {} : { predictionId: `${requestId}.${row}` }),
    requestId,
    eventTime: micros(double(doubleAt.eventTime)),
    recordedTime: micros(double(doubleAt.recordedTime)),
    endpoint: header.endpoint,
    contractDigest: header.contractDigest,
    routeRevision: word(wordAt.routeRevision),
    ...texts,
    propensity: double(doubleAt.propensity),
    ...(iteration === 0 ? {} : { experimentIteration: iteration }),
    ...(kind === 'answered' ? unitAndSegments(cursor, header, values) : { segments: {} }),
    features: kind === 'answered' ? withLongTexts(cursor, header, values) : values.features,
    outputs: values.outputs,
    raw: values.raw,
    latencyUs: word(wordAt.latencyUs),
    status: status & 0xffff,
    samplingProbability: double(doubleAt.sampling),
  }
}

interface Values {
  readonly features: Readonly<Record<string, LoggedValue>>
  readonly outputs: PredictionRecord['outputs']
  readonly raw: readonly number[]
  /** Hashes of the unit and of segments, by name. */
  readonly hashes: Readonly<Record<string, LoggedValue>>
}

const nothing: Values = { features: {}, outputs: {}, raw: [], hashes: {} }

function readValues(cursor: Cursor, { columns }: LogHeader, rawCount: number): Values {
  const stored = (storage: LogColumn['storage'], group: LogColumn['group']) =>
    columns.filter((column) => column.storage === storage && column.group === group)
  const features = stored('f64', 'feature').map((column) => [
    column.name,
    meaningOf(column, cursor.double()),
  ])
  const outputs = stored('f64', 'output').map((column) => [column.name, readOutput(cursor, column)])
  const raw = cursor.doubles(rawCount)
  const hashes = columns
    .filter(({ storage }) => storage === 'hash')
    .map(({ name, group }) => ({ group, entry: [name, cursor.hash()] as const }))
  const hashed = (isFeature: boolean) =>
    hashes.filter(({ group }) => (group === 'feature') === isFeature).map(({ entry }) => entry)
  return {
    features: Object.fromEntries([...features, ...hashed(true)]),
    outputs: Object.fromEntries(outputs),
    raw,
    hashes: Object.fromEntries(hashed(false)),
  }
}

function readOutput(cursor: Cursor, column: LogColumn): LoggedValue | readonly number[] {
  const values = cursor.doubles(column.width)
  return column.name === 'probability' || column.width > 1
    ? values
    : meaningOf(column, values[0] as number)
}

/** What a double stands for; a missing value is null. */
function meaningOf({ type, levels }: LogColumn, value: number): LoggedValue {
  if (Number.isNaN(value)) return null
  if (levels !== undefined) return levels[value] ?? value
  if (type === 'boolean') return value !== 0
  return type === 'timestamp' ? toRfc3339(value as Micros) : value
}

function readContext(cursor: Cursor): Readonly<Partial<Record<ContextText, string>>> {
  const found: Partial<Record<ContextText, string>> = {}
  for (const name of contextTexts) {
    const text = cursor.text()
    if (text !== null && text !== '') found[name] = text
  }
  return found
}

function unitAndSegments(
  cursor: Cursor,
  { columns }: LogHeader,
  { hashes }: Values,
): Pick<PredictionRecord, 'unit' | 'segments'> {
  const texts = columns.filter(({ storage }) => storage === 'text')
  const plain = Object.fromEntries(texts.map(({ name }) => [name, cursor.text()]))
  const of = (name: string) => plain[name] ?? hashes[name] ?? null
  const unit = columns.find(({ group }) => group === 'unit')
  const segments = columns.filter(({ group }) => group === 'segment')
  return {
    ...(unit === undefined ? {} : { unit: of(unit.name) }),
    segments: Object.fromEntries(segments.map(({ name }) => [name, of(name)])),
  }
}

function withLongTexts(cursor: Cursor, { columns }: LogHeader, { features }: Values) {
  const longTexts = columns.filter(({ storage }) => storage === 'longText')
  const texts = longTexts.map(({ name }) => [name, cursor.longText()] as const)
  return { ...features, ...Object.fromEntries(texts) }
}

class Cursor {
  readonly bytes: Buffer
  #at = fixedBytes

  constructor(payload: Uint8Array) {
    this.bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  }

  double(): number {
    this.#at += 8
    return this.bytes.readDoubleLE(this.#at - 8)
  }

  doubles(count: number): readonly number[] {
    return Array.from({ length: count }, () => this.double())
  }

  hash(): string | null {
    const hash = this.bytes.toString('hex', this.#at, this.#at + hashBytes)
    this.#at += hashBytes
    return /^0+$/.test(hash) ? null : hash
  }

  latin1(length: number): string {
    this.#at += length
    return this.bytes.toString('latin1', this.#at - length, this.#at)
  }

  longText(): string | null {
    const length = this.bytes.readUInt32LE(this.#at)
    this.#at += 4
    if (length === missingLongText) return null
    this.#at += length
    return this.bytes.toString('utf8', this.#at - length, this.#at)
  }

  /** A text after its length; null when it is missing. */
  text(): string | null {
    const length = this.bytes.readUInt16LE(this.#at)
    this.#at += 2
    if (length === missingText) return null
    this.#at += length
    return this.bytes.toString('utf8', this.#at - length, this.#at)
  }
}
