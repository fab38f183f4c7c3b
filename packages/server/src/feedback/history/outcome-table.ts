import { hash } from 'node:crypto'
import type { Column, ColumnBatch } from '../../datasets/types.ts'
import type { OutcomeRecord } from '../outcomes/types.ts'
import { outcomeColumns } from './sql/outcome-views.ts'

/** Two numbers that stand for an id in joins: hexadecimal digits 1-13 and 14-26 of its SHA-256. */
export function keysOf(id: string): readonly [number, number] {
  const digest = hash('sha256', id, 'hex')
  return [Number.parseInt(digest.slice(0, 13), 16), Number.parseInt(digest.slice(13, 26), 16)]
}

/** Outcomes as rows of their table. */
export function outcomeBatch(records: readonly OutcomeRecord[]): ColumnBatch {
  const keys = records.map(({ predictionId }) =>
    predictionId === undefined ? undefined : keysOf(predictionId),
  )
  const columns: Readonly<Record<string, Column>> = {
    outcome_id: texts(records.map((one) => one.outcomeId)),
    revision: numbers(records.map((one) => one.revision)),
    prediction_id: texts(records.map((one) => one.predictionId)),
    endpoint: texts(records.map((one) => one.endpoint)),
    unit: texts(records.map((one) => one.unit)),
    prediction_time: times(records.map((one) => one.predictionTime)),
    name: texts(records.map((one) => one.name)),
    value: numbers(records.map((one) => one.value)),
    text: texts(records.map((one) => one.text)),
    event_time: times(records.map((one) => one.eventTime)),
    recorded_time: times(records.map((one) => one.recordedTime)),
    content_hash: texts(records.map((one) => one.contentHash)),
    outcome_key: numbers(records.map((one) => keysOf(one.outcomeId)[0])),
    prediction_key_1: numbers(keys.map((one) => one?.[0])),
    prediction_key_2: numbers(keys.map((one) => one?.[1])),
  }
  return {
    count: records.length,
    columns: new Map(outcomeColumns.map(({ name }) => [name, columns[name] as Column])),
  }
}

function numbers(values: readonly (number | undefined)[]): Column {
  return { kind: 'number', values: Float64Array.from(values, (value) => value ?? Number.NaN) }
}

function times(values: readonly (number | undefined)[]): Column {
  return { kind: 'timestamp', values: Float64Array.from(values, (value) => value ?? Number.NaN) }
}

function texts(values: readonly (string | undefined)[]): Column {
  const known = new Map<string, number>()
  const distinct: string[] = []
  const codes = Int32Array.from(values, (value) => {
    if (value === undefined) return -1
    const code = known.get(value)
    if (code !== undefined) return code
    known.set(value, distinct.length)
    return distinct.push(value) - 1
  })
  return { kind: 'text', codes, levels: { texts: distinct } }
}
