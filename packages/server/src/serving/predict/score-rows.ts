import type { FieldFault } from '@ratchet-ml/protocol'
import type { RowFault, Scored } from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'

/** Takes the answers of `count` rows; `scored` is scratch memory that the next turn overwrites. */
export type Take = (scored: Scored, count: number) => void

/** Ends one turn of a long request. Throws when the request is to stop. */
export type NextTurn = () => Promise<void>

/** How a row's place is told: `/rows/3` for the fourth row of a plain request. */
export type PlaceOf = (row: number, fault: RowFault) => string

const mostFaults = 20

/**
 * Answers the rows of a request, all or none, in this very turn.
 * @throws Problem `rows-refused`
 */
export function scoreNow(
  live: LiveEndpoint,
  rows: readonly unknown[],
  placeOf: PlaceOf,
  take: Take,
): void {
  encode(live, rows, { into: live.scratch, from: 0, until: rows.length }, placeOf)
  live.handle.loaded.scorer.score(live.scratch, rows.length, live.scored)
  live.arm.rows += rows.length
  take(live.scored, rows.length)
}

/**
 * The same for many rows, giving other requests their turn in between. The version is held in memory
 * until the last row is answered.
 * @throws Problem `rows-refused`, or whatever `nextTurn` throws
 */
export async function scoreInTurns(
  live: LiveEndpoint,
  rows: readonly unknown[],
  placeOf: PlaceOf,
  take: Take,
  nextTurn: NextTurn,
): Promise<void> {
  const { rowsPerTurn, featureCount, handle, scored } = live
  handle.acquire()
  try {
    const into = new Float64Array(rows.length * featureCount)
    for (let from = 0; from < rows.length; from += rowsPerTurn) {
      const until = Math.min(rows.length, from + rowsPerTurn)
      encode(live, rows, { into, from, until }, placeOf)
      await nextTurn()
    }
    for (let from = 0; from < rows.length; from += rowsPerTurn) {
      const count = Math.min(rows.length - from, rowsPerTurn)
      handle.loaded.scorer.score(into.subarray(from * featureCount), count, scored)
      take(scored, count)
      await nextTurn()
    }
    live.arm.rows += rows.length
  } finally {
    handle.release()
  }
}

interface Span {
  readonly into: Float64Array
  readonly from: number
  readonly until: number
}

function encode(
  live: LiveEndpoint,
  rows: readonly unknown[],
  { into, from, until }: Span,
  placeOf: PlaceOf,
): void {
  const { featureCount } = live
  for (let row = from; row < until; row++) {
    if (readRow(live, rows[row], into, row * featureCount) === undefined) continue
    throw refuseRows(live, rows, row, placeOf)
  }
}

function readRow(
  { reader, encoder, discarded }: LiveEndpoint,
  record: unknown,
  into: Float64Array,
  offset: number,
): RowFault | undefined {
  if (encoder === undefined) return reader.read(record, into, offset)
  return reader.read(record, discarded, 0) ?? encoder.read(record, into, offset)
}

/** Goes on from the first bad row, to tell about up to twenty at once. */
function refuseRows(
  live: LiveEndpoint,
  rows: readonly unknown[],
  first: number,
  placeOf: PlaceOf,
): Problem {
  const errors: FieldFault[] = []
  const spare = new Float64Array(live.featureCount)
  const last = Math.min(rows.length, first + live.rowsPerTurn)
  for (let row = first; row < last && errors.length < mostFaults; row++) {
    const fault = readRow(live, rows[row], spare, 0)
    if (fault !== undefined) errors.push(toFieldFault(fault, placeOf(row, fault)))
  }
  const [one] = errors
  const more = errors.length === mostFaults || last < rows.length ? 'At least ' : ''
  const count = errors.length === 1 ? '1 row is' : `${errors.length} rows are`
  const detail = `${more}${count} refused, so none of ${rows.length} was answered; the first, ${one?.pointer}: ${one?.detail}`
  return new Problem('rows-refused', detail, { errors })
}

function toFieldFault(fault: RowFault, pointer: string): FieldFault {
  return {
    code: fault.code,
    pointer,
    detail: `found ${fault.found}, expected ${fault.expected}.`,
  }
}
