import type { FieldFault } from '@ratchet-ml/protocol'
import type { RowFault } from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { AnsweredRows, PlaceOf } from './call.ts'
import type { RowSource } from './row-source.ts'

const mostFaults = 20
/** Rows looked at beyond the first bad one, to tell about more than that. */
const mostRowsAfterFault = 1024

/**
 * Answers the rows of a request, all or none. Up to `rowsPerTurn` rows share the endpoint's memory.
 * @throws Problem `rows-refused`
 */
export function scoreRows(
  live: LiveEndpoint,
  source: RowSource,
  placeOf: PlaceOf,
  unit?: string,
): AnsweredRows {
  const { featureCount, handle, arm } = live
  const { count } = source
  const { scorer } = handle.loaded
  const isShared = count <= live.rowsPerTurn
  const encoded = isShared ? live.scratch : new Float64Array(count * featureCount)
  for (let row = 0; row < count; row++) {
    const fault = source.read(row, encoded, row * featureCount)
    if (fault !== undefined) throw refuseRows(live, source, row, placeOf)
  }
  const scored = isShared ? live.scored : scorer.allocate(count)
  scorer.score(encoded, count, scored)
  arm.rows += count
  return { count, encoded, scored, unit }
}

/** Goes on from the first bad row, to tell about up to twenty at once. */
function refuseRows(
  live: LiveEndpoint,
  source: RowSource,
  first: number,
  placeOf: PlaceOf,
): Problem {
  const { count } = source
  const errors: FieldFault[] = []
  const spare = new Float64Array(live.featureCount)
  const last = Math.min(count, first + mostRowsAfterFault)
  for (let row = first; row < last && errors.length < mostFaults; row++) {
    const fault = source.read(row, spare, 0)
    if (fault !== undefined) errors.push(toFieldFault(fault, placeOf(row, fault)))
  }
  const [one] = errors
  const more = errors.length === mostFaults || last < count ? 'At least ' : ''
  const refused = errors.length === 1 ? '1 row is' : `${errors.length} rows are`
  const detail = `${more}${refused} refused, so none of ${count} was answered; the first, ${one?.pointer}: ${one?.detail}`
  return new Problem('rows-refused', detail, { errors })
}

function toFieldFault(fault: RowFault, pointer: string): FieldFault {
  return {
    code: fault.code,
    pointer,
    detail: `found ${fault.found}, expected ${fault.expected}.`,
  }
}
