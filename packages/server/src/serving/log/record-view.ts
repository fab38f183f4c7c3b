import type { LogRecordView } from '@ratchet-ml/protocol'
import { toRfc3339 } from '../../platform/clock.ts'
import type { LoggedValue, PredictionRecord } from './types.ts'

/** A record as the wire has it: times as RFC 3339, numbers that JSON lacks as text. */
export function toRecordView(record: PredictionRecord): LogRecordView {
  const { eventTime, recordedTime, features, outputs, segments, raw, unit, ...rest } = record
  return {
    ...rest,
    eventTime: toRfc3339(eventTime),
    recordedTime: toRfc3339(recordedTime),
    ...(unit === undefined ? {} : { unit }),
    segments: { ...segments },
    features: mapValues(features, plain),
    outputs: mapValues(outputs, (value) =>
      Array.isArray(value) ? value.map(plain) : plain(value),
    ),
    raw: raw.map(plain),
  }
}

function plain(value: unknown): LoggedValue {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return value as LoggedValue // what is no number is as it was
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
