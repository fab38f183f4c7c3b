import type { FieldFault } from '@ratchet-ml/protocol'
import type { RowFault } from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import type { Asked } from './call.ts'

const mostFaults = 20
/** Rows looked at beyond the first bad one, to tell about more than that. */
const mostRowsAfterFault = 1024

/** Some rows of a request, and where they go: each to its own place. */
export interface Span {
  readonly into: Float64Array
  readonly featureCount: number
  readonly from: number
  readonly until: number
}

/**
 * Checks rows by the contract and writes them as the scorer takes them.
 * @throws Problem `rows-refused`: all rows are taken or none
 */
export function encodeRows(asked: Asked, { into, featureCount, from, until }: Span): void {
  const { source } = asked
  if (source.readSome?.(from, until, into) === true) return
  for (let row = from; row < until; row++) {
    const fault = source.read(row, into, row * featureCount)
    if (fault !== undefined) throw refuseRows(asked, row, featureCount)
  }
}

/** Goes on from the first bad row, to tell about up to twenty at once. */
function refuseRows({ source, placeOf }: Asked, first: number, featureCount: number): Problem {
  const { count } = source
  const errors: FieldFault[] = []
  const spare = new Float64Array(featureCount)
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
