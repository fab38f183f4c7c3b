import type { RowGroup, SchemaElement } from 'hyparquet'
import type { Zone } from '../../../platform/zone.ts'
import type { TimeSpan } from '../row-source.ts'
import { meaningOf } from './meaning.ts'

/** Statistics come as milliseconds; what they cut off must not cost a row. */
const slackMicros = 1000

/**
 * Whether a row group can hold rows of a span of time, by the statistics of its column; true where
 * they do not say.
 */
export function mayHold(
  group: RowGroup,
  span: TimeSpan,
  element: SchemaElement,
  zone: Zone,
): boolean {
  const meaning = meaningOf(element)
  if (meaning.kind !== 'timestamp' || (meaning.local && zone.name !== 'UTC')) return true
  const chunk = group.columns.find(
    ({ meta_data: chunk }) => chunk?.path_in_schema[0] === span.column,
  )
  const statistics = chunk?.meta_data?.statistics
  const min = toMicros(statistics?.min_value ?? statistics?.min)
  const max = toMicros(statistics?.max_value ?? statistics?.max)
  if (min === undefined || max === undefined) return true
  return max + slackMicros >= span.from && min - slackMicros < span.until
}

/** The reader gives times of statistics as dates; anything else is not relied on. */
function toMicros(value: unknown): number | undefined {
  return value instanceof Date ? value.getTime() * 1000 : undefined
}
