import type { FieldFault } from '@ratchet-ml/protocol'
import type { RowFault, Scored } from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import type { AnsweredBlock } from '../log/encode-record.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'

/** Takes the answers of `count` rows; `scored` is scratch memory that the next turn overwrites. */
export type Take = (scored: Scored, count: number) => void

/** Ends one turn of a long request. Throws when the request is to stop. */
export type NextTurn = () => Promise<void>

/** How a row's place is told: `/rows/3` for the fourth row of a plain request. */
export type PlaceOf = (row: number, fault: RowFault) => string

const mostFaults = 20

/**
 * Answers the rows of a request, all or none, in this very turn. What it gives back is scratch memory
 * too.
 *
 * @throws Problem `rows-refused`
 */
export function scoreNow(
  live: LiveEndpoint,
  rows: readonly unknown[],
  placeOf: PlaceOf,
  take: Take,
): AnsweredBlock {
  const { scratch, asRead } = live
  encode(live, rows, { into: scratch, asRead, from: 0, until: rows.length }, placeOf)
  live.handle.loaded.scorer.score(live.scratch, rows.length, live.scored)
  live.arm.rows += rows.length
  take(live.scored, rows.length)
  return { rows: asRead, scored: live.scored, first: 0, count: rows.length }
}

/**
 * The same for many rows, giving other requests their turn in between. The version is held in memory
 * until the last row is answered.
 *
 * @param keeps whether the answers are wanted afterwards, as blocks with memory of their own
 * @throws Problem `rows-refused`, or whatever `nextTurn` throws
 */
export async function scoreInTurns(
  live: LiveEndpoint,
  rows: readonly unknown[],
  placeOf: PlaceOf,
  take: Take,
  nextTurn: NextTurn,
  keeps: boolean,
): Promise<readonly AnsweredBlock[]> {
  const { rowsPerTurn, featureCount, handle, reader } = live
  const blocks: AnsweredBlock[] = []
  handle.acquire()
  try {
    const into = new Float64Array(rows.length * featureCount)
    const asRead =
      live.encoder === undefined ? into : new Float64Array(rows.length * reader.featureCount)
    for (let from = 0; from < rows.length; from += rowsPerTurn) {
      const until = Math.min(rows.length, from + rowsPerTurn)
      encode(live, rows, { into, asRead, from, until }, placeOf)
      await nextTurn()
    }
    for (let from = 0; from < rows.length; from += rowsPerTurn) {
      const count = Math.min(rows.length - from, rowsPerTurn)
      const scored = keeps ? handle.loaded.scorer.allocate(count) : live.scored
      handle.loaded.scorer.score(into.subarray(from * featureCount), count, scored)
      take(scored, count)
      if (keeps) blocks.push(blockOf(asRead, reader.featureCount, scored, from, count))
      await nextTurn()
    }
    live.arm.rows += rows.length
    return blocks
  } finally {
    handle.release()
  }
}

function blockOf(
  asRead: Float64Array,
  width: number,
  scored: Scored,
  first: number,
  count: number,
): AnsweredBlock {
  return { rows: asRead.subarray(first * width, (first + count) * width), scored, first, count }
}

interface Span {
  readonly into: Float64Array
  /** The same rows by the endpoint's contract. */
  readonly asRead: Float64Array
  readonly from: number
  readonly until: number
}

function encode(
  live: LiveEndpoint,
  rows: readonly unknown[],
  { into, asRead, from, until }: Span,
  placeOf: PlaceOf,
): void {
  for (let row = from; row < until; row++) {
    if (readRow(live, rows[row], into, asRead, row) === undefined) continue
    throw refuseRows(live, rows, row, placeOf)
  }
}

function readRow(
  { reader, encoder, featureCount }: LiveEndpoint,
  record: unknown,
  into: Float64Array,
  asRead: Float64Array,
  row: number,
): RowFault | undefined {
  const fault = reader.read(record, asRead, row * reader.featureCount)
  if (encoder === undefined || fault !== undefined) return fault
  return encoder.read(record, into, row * featureCount)
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
  const spareRead = new Float64Array(live.reader.featureCount)
  const last = Math.min(rows.length, first + live.rowsPerTurn)
  for (let row = first; row < last && errors.length < mostFaults; row++) {
    const fault = readRow(live, rows[row], spare, spareRead, 0)
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
