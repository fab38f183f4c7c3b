import { parseArgs } from 'node:util'
import { createRandom } from '@ratchet-ml/stats'
import { openHistoryStore } from '../../../adapters/filesystem/history/history-store.ts'
import { ParquetWriter } from '../../../datasets/formats/parquet/write-parquet.ts'
import type { Column, ColumnBatch } from '../../../datasets/types.ts'
import { keysOf, outcomeBatch } from '../../../feedback/history/outcome-table.ts'
import { dayOf } from '../../../feedback/history/policy.ts'
import { DayWriter, schemaKey } from '../../../feedback/history/table-writer.ts'
import { emptyManifest, type TableColumn } from '../../../feedback/history/types.ts'
import { addToTable } from '../../../feedback/history/upkeep/change-table.ts'
import { outcomeSchema } from '../../../feedback/history/upkeep/convert-outcomes.ts'
import type { OutcomeRecord } from '../../../feedback/outcomes/types.ts'
import { micros } from '../../../platform/clock.ts'
import { commonColumns } from '../../../serving/log/log-table.ts'

/**
 * Writes the tables of an endpoint that made many predictions in ninety days, by two versions, half of
 * which have an outcome: late, out of order, some twice and some corrected. Straight as Parquet, from a
 * seed. Arguments: --folder DIR --predictions N.
 */
const { values } = parseArgs({
  options: { folder: { type: 'string' }, predictions: { type: 'string', default: '10000000' } },
})
const folder = values.folder ?? ''
const count = Number(values.predictions)
const days = 90
const features = 20
const dayMicros = 86_400_000_000
const start = Date.parse('2026-08-01T00:00:00Z') * 1000
const stepMicros = Math.floor((days * dayMicros) / count)
const batchRows = 16_384
const versions = ['sha256:', 'sha256:'].map((text, i) => text + String(i + 1).repeat(64))
const contractDigest = `sha256:${'c'.repeat(64)}`

const store = openHistoryStore(folder)
const createWriter = (columns: readonly TableColumn[], sink: DayWriterSink) =>
  new ParquetWriter({ columns, sink })
type DayWriterSink = ConstructorParameters<typeof ParquetWriter>[0]['sink']

/** As ids of requests are: the time, and what looks like chance. */
function idOf(i: number): string {
  const ms = Math.floor((start + i * stepMicros) / 1000)
  const time = ms.toString(16).padStart(12, '0')
  const a = (Math.imul(i, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')
  const b = (Math.imul(i ^ 0x5bd1e995, 0x85ebca6b) >>> 0).toString(16).padStart(8, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(0, 3)}-9${a.slice(3, 6)}-${a.slice(6)}${b}ff.0`
}

await writePredictions()
await writeOutcomes()

async function writePredictions(): Promise<void> {
  const own: readonly TableColumn[] = [
    ...Array.from({ length: features }, (_, i) => ({
      name: `feature_f${i}`,
      kind: 'number' as const,
    })),
    { name: 'output_label', kind: 'text' },
    { name: 'output_probability_0', kind: 'number' },
    { name: 'output_probability_1', kind: 'number' },
    { name: 'raw_0', kind: 'number' },
  ]
  const columns = [...commonColumns, ...own]
  const schema = { contractDigest, columns }
  const random = createRandom(1)
  let manifest = emptyManifest
  for (let day = 0; day < days; day++) {
    const [from, until] = [day, day + 1].map((one) => Math.ceil((one * dayMicros) / stepMicros))
    const writer = new DayWriter(store, createWriter, columns, (name) => `made.${name}.parquet`)
    const last = Math.min(until ?? 0, count)
    for (let at = from ?? 0; at < last; at += batchRows) {
      const rows = Math.min(batchRows, last - at)
      await writer.write(dayOf(start + at * stepMicros), predictionBatch(columns, at, rows, random))
    }
    const addition = { schema, schemaKey: schemaKey(schema), first: day + 1, last: day + 1 }
    manifest = await addToTable(store, { kind: 'predictions', endpoint: 'flights' }, manifest, {
      ...{ ...addition, parts: await writer.finish() },
    })
  }
}

function predictionBatch(
  columns: readonly TableColumn[],
  from: number,
  rows: number,
  random: ReturnType<typeof createRandom>,
): ColumnBatch {
  const ids = Array.from({ length: rows }, (_, i) => idOf(from + i))
  const keys = ids.map(keysOf)
  const times = Float64Array.from({ length: rows }, (_, i) => start + (from + i) * stepMicros)
  const probability = Float64Array.from({ length: rows }, () => random.nextFloat())
  const same = (text: string): Column => ({
    ...{ kind: 'text', codes: new Int32Array(rows), levels: { texts: [text] } },
  })
  const each = (texts: readonly string[], code: (i: number) => number): Column => ({
    ...{
      kind: 'text',
      codes: Int32Array.from({ length: rows }, (_, i) => code(i)),
      levels: { texts },
    },
  })
  const numbers = (value: (i: number) => number): Column => ({
    ...{ kind: 'number', values: Float64Array.from({ length: rows }, (_, i) => value(i)) },
  })
  const given: Readonly<Record<string, Column>> = {
    prediction_id: each(ids, (i) => i),
    request_id: each(
      ids.map((id) => id.slice(0, -2)),
      (i) => i,
    ),
    kind: same('answered'),
    event_time: { kind: 'timestamp', values: times },
    recorded_time: { kind: 'timestamp', values: times },
    contract_digest: same(contractDigest),
    route_revision: numbers(() => 1),
    version_digest: each(versions, (i) => (from + i) & 1),
    arm: same('champion'),
    propensity: numbers(() => 1),
    latency_us: numbers(() => 100 + Math.floor(random.nextFloat() * 100)),
    served_by: same('champion'),
    status: numbers(() => 200),
    sampling_probability: numbers(() => 1),
    prediction_key_1: numbers((i) => keys[i]?.[0] ?? 0),
    prediction_key_2: numbers((i) => keys[i]?.[1] ?? 0),
    output_label: each(['0', '1'], (i) => ((probability[i] ?? 0) > 0.5 ? 1 : 0)),
    output_probability_0: numbers((i) => 1 - (probability[i] ?? 0)),
    output_probability_1: { kind: 'number', values: probability },
  }
  const column = ({ name, kind }: TableColumn): Column => {
    const known = given[name]
    if (known !== undefined) return known
    if (kind === 'text') return each([], () => -1)
    return numbers(() => (name.startsWith('feature_') ? random.nextFloat() : Number.NaN))
  }
  return { count: rows, columns: new Map(columns.map((one) => [one.name, column(one)])) }
}

/** Half of the predictions have an outcome, hours to three weeks later; it comes in no order. */
async function writeOutcomes(): Promise<void> {
  const random = createRandom(2)
  const recorded = new Float64Array(count / 2)
  const about = new Uint32Array(count / 2)
  for (let k = 0; k < recorded.length; k++) {
    const i = 2 * k + (k & 1)
    const late = random.nextFloat()
    about[k] = i
    recorded[k] = start + i * stepMicros + Math.floor(3.6e9 + late * late * 21 * dayMicros)
  }
  const byDay = Map.groupBy(recorded.keys(), (k) => dayOf(recorded[k] as number))
  const schema = { schema: outcomeSchema, schemaKey: schemaKey(outcomeSchema) }
  let manifest = emptyManifest
  let segment = 0
  for (const day of [...byDay.keys()].sort()) {
    segment++
    const writer = new DayWriter(
      store,
      createWriter,
      outcomeSchema.columns,
      (name) => `made.${name}.parquet`,
    )
    let batch: OutcomeRecord[] = []
    for (const k of byDay.get(day) ?? []) {
      batch.push(...recordsOf(about[k] as number, recorded[k] as number, k))
      if (batch.length < batchRows) continue
      await writer.write(day, outcomeBatch(batch))
      batch = []
    }
    await writer.write(day, outcomeBatch(batch))
    byDay.delete(day)
    const parts = await writer.finish()
    manifest = await addToTable(store, { kind: 'outcomes' }, manifest, {
      ...{ ...schema, parts, first: segment, last: segment },
    })
  }
}

/** One in fifty is corrected, and one in a hundred comes twice. */
function recordsOf(i: number, recordedTime: number, k: number): readonly OutcomeRecord[] {
  const predictionId = idOf(i)
  const hashes = keysOf(`o${k}`).map((key) => key.toString(16).padStart(13, '0'))
  const outcome: OutcomeRecord = {
    ...{ outcomeId: `order-${k}`, revision: 0, predictionId, endpoint: undefined, unit: undefined },
    ...{ predictionTime: undefined, name: 'label', value: k % 3 === 0 ? 1 : 0, text: undefined },
    ...{ eventTime: micros(recordedTime - 1_000_000), recordedTime: micros(recordedTime) },
    contentHash: `${hashes.join('')}${hashes.join('')}`.padEnd(64, '0'),
  }
  if (k % 50 === 0) return [{ ...outcome, revision: 1, value: 1 - (outcome.value ?? 0) }, outcome]
  return k % 100 === 1 ? [outcome, outcome] : [outcome]
}
