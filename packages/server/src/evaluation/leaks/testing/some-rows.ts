import type { DatasetConfig } from '@ratchet-ml/protocol'
import { type Field, outputsOfTask } from '@ratchet-ml/scoring'
import { createRandom, logistic, type Random } from '@ratchet-ml/stats'
import type { Dataset } from '../../../datasets/index.ts'
import type { Column, ColumnBatch, ColumnKind } from '../../../datasets/types.ts'
import { sliceBatch } from '../../../datasets/without-rows.ts'
import { zoneOf } from '../../../platform/zone.ts'
import type { LeakRequest } from '../plan-leaks.ts'
import type { LeakContender, TimeSpan } from '../types.ts'

const day = 86_400e6
export const start = Date.UTC(2024, 0, 1) * 1000
export const halfYear = 182 * day

/** The first three months, in which models of these tests are trained. */
export const training: TimeSpan = { from: start, until: Date.UTC(2024, 3, 1) * 1000 }

/** Rows in memory: numbers (NaN is missing), texts (`undefined` is missing), or times. */
export type Values = Float64Array | readonly (string | undefined)[]

export interface SomeRows {
  readonly times: Float64Array
  readonly label: Float64Array
  readonly task: 'binary' | 'regression'
  /** By name; a name that ends in `_at` is a time. */
  readonly features: Record<string, Values>
}

/** Half a year of rows, whose label two features tell something of. */
export function honestRows(seed: number, count: number, task: SomeRows['task']): SomeRows {
  const random = createRandom(seed)
  const draw = (make: () => number) => Float64Array.from({ length: count }, make)
  const times = draw(() => start + Math.floor(random.nextFloat() * halfYear)).sort()
  const income = draw(() => random.nextNormal())
  const visits = draw(() => Math.floor(-4 * Math.log(1 - random.nextFloat())))
  const shops = Array.from({ length: count }, () => `shop ${random.nextBelow(20)}`)
  const noise = draw(() => random.nextNormal())
  const signal = income.map(
    (x, i) => x + 0.2 * (visits[i] ?? 0) - 0.8 + (shops[i] === 'shop 3' ? 1 : 0),
  )
  const label =
    task === 'regression'
      ? signal.map((value) => 10 + value + 2 * random.nextNormal())
      : signal.map((value) => Number(random.nextFloat() < logistic(value)))
  return { times, label, task, features: { income, visits, shops, noise } }
}

/** Values that go along with the label of each row. */
export function toldBy(rows: SomeRows, value: (label: number, row: number) => number) {
  return rows.label.map((label, row) => value(label, row))
}

export function withFeature(rows: SomeRows, name: string, values: Values): SomeRows {
  return { ...rows, features: { ...rows.features, [name]: values } }
}

/** The rows of these numbers, in order of time. */
export function rowsAt(rows: SomeRows, chosen: readonly number[], times?: Float64Array): SomeRows {
  const at = chosen.map((row, i) => ({ row, time: times?.[i] ?? (rows.times[row] as number) }))
  at.sort((a, b) => a.time - b.time)
  const pick = (values: Values): Values =>
    values instanceof Float64Array
      ? Float64Array.from(at, ({ row }) => values[row] as number)
      : at.map(({ row }) => values[row])
  return {
    ...rows,
    times: Float64Array.from(at, ({ time }) => time),
    label: pick(rows.label) as Float64Array, // numbers stay numbers
    features: Object.fromEntries(
      Object.entries(rows.features).map(([name, values]) => [name, pick(values)]),
    ),
  }
}

/** The rows, and copies of some of them at other times. */
export function withCopies(
  rows: SomeRows,
  copied: readonly number[],
  timeOf: (row: number) => number,
): SomeRows {
  const own = [...rows.times.keys()]
  const times = Float64Array.from([...rows.times, ...copied.map(timeOf)])
  return rowsAt(rows, [...own, ...copied], times)
}

export function fieldsOf(
  rows: SomeRows,
  changes: Readonly<Record<string, Partial<Field>>> = {},
): readonly Field[] {
  return Object.entries(rows.features).map(([name, values]): Field => {
    const base = { name, role: 'feature' as const, missing: 'accept' as const, ...changes[name] }
    if (values instanceof Float64Array) {
      return { ...base, type: name.endsWith('_at') ? 'timestamp' : 'number' }
    }
    const levels = [...new Set(values.filter((value) => value !== undefined))]
    return { ...base, type: 'category', levels, unknownLevel: 'accept' }
  })
}

/** A dataset in memory, in batches of so many rows. */
export function aDataset(
  rows: SomeRows,
  config: Partial<DatasetConfig> = {},
  length = 1000,
): Dataset {
  const columns = new Map<string, Column>([
    ['at', { kind: 'timestamp', values: rows.times }],
    ['label', { kind: 'number', values: rows.label }],
    ...Object.entries(rows.features).map(
      ([name, values]) => [name, columnOf(name, values)] as const,
    ),
  ])
  const infos = [...columns].map(([name, { kind }]) => ({ name, kind: kind as ColumnKind }))
  const batch: ColumnBatch = { count: rows.times.length, columns }
  return {
    ...{ name: 'rows', columns: infos, rowCount: rows.times.length, sizeBytes: 1 },
    config: { files: 'rows.parquet', time: { column: 'at', zone: 'UTC' }, ...config },
    zone: zoneOf('UTC'),
    digest: async () => `sha256:${'0'.repeat(64)}`,
    async *read() {
      for (let from = 0; from < batch.count; from += length) {
        yield sliceBatch(batch, from, Math.min(length, batch.count - from))
      }
    },
    column: (name) => {
      const found = infos.find((info) => info.name === name)
      if (found === undefined) throw new RangeError(`no column ${name}`)
      return found
    },
    close: async () => {},
  }
}

/** A request about a model that was trained on the first three months. */
export function aRequest(
  rows: SomeRows,
  changes: Partial<LeakRequest> & { readonly config?: Partial<DatasetConfig> } = {},
): LeakRequest {
  const { config, ...others } = changes
  return {
    ...{ dataset: aDataset(rows, config), contenders: [aContender(rows)], label: 'label' },
    ...{ time: 'at', seed: 1, question: { task: rows.task, outputs: outputsOfTask(rows.task) } },
    ...others,
  }
}

export function aContender(rows: SomeRows, changes: Partial<LeakContender> = {}): LeakContender {
  return { name: 'rows@1', fields: fieldsOf(rows), trainedOn: training, ...changes }
}

export function randomOf(seed: number): Random {
  return createRandom(seed + 1_000_000)
}

function columnOf(name: string, values: Values): Column {
  if (values instanceof Float64Array) {
    return { kind: name.endsWith('_at') ? 'timestamp' : 'number', values }
  }
  const texts = [...new Set(values.filter((value) => value !== undefined))]
  const codes = new Map(texts.map((text, code) => [text, code]))
  return {
    kind: 'text',
    codes: Int32Array.from(values, (text) => (text === undefined ? -1 : (codes.get(text) ?? -1))),
    levels: { texts },
  }
}
