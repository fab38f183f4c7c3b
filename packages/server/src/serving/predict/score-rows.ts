import type { FieldFault } from '@ratchet-ml/protocol'
import type { RowFault, Scored } from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import { scoredOf } from '../engines/answer-columns.ts'
import type { EngineLink } from '../engines/types.ts'
import { checkAnswers } from '../fallback/check-answers.ts'
import { ScoringFailed } from '../fallback/scoring-failed.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { Turns } from './turns.ts'

/** Takes the answers of `count` rows; `scored` is scratch memory that the next turn overwrites. */
export type Take = (scored: Scored, count: number) => void

/** How a row's place is told: `/rows/3` for the fourth row of a plain request. */
export type PlaceOf = (row: number, fault: RowFault) => string

const mostFaults = 20

/**
 * Answers the rows of a request, all or none, in this very turn.
 * @throws Problem `rows-refused`, or ScoringFailed
 */
export function scoreNow(
  live: LiveEndpoint,
  rows: readonly unknown[],
  placeOf: PlaceOf,
  take: Take,
): void {
  encode(live, rows, { into: live.scratch, from: 0, until: rows.length }, placeOf)
  scoreBlock(live, live.scratch, rows.length)
  live.arm.rows += rows.length
  take(live.scored, rows.length)
}

/**
 * The same for many rows, giving other requests their turn in between. The version is held in memory
 * until the last row is answered.
 * @throws Problem `rows-refused`, or whatever ends the turns
 */
export async function scoreInTurns(
  live: LiveEndpoint,
  rows: readonly unknown[],
  placeOf: PlaceOf,
  take: Take,
  turns: Turns,
): Promise<void> {
  const { rowsPerTurn, featureCount, handle } = live
  handle.acquire()
  try {
    const into = new Float64Array(rows.length * featureCount)
    for (let from = 0; from < rows.length; from += rowsPerTurn) {
      const until = Math.min(rows.length, from + rowsPerTurn)
      encode(live, rows, { into, from, until }, placeOf)
      if (until < rows.length) await turns.next()
    }
    if (handle.loaded.engine === undefined) await scoreHere(live, into, rows.length, take, turns)
    else await scoreThere(live, handle.loaded.engine, into, take, turns)
    live.arm.rows += rows.length
  } finally {
    handle.release()
  }
}

async function scoreHere(
  live: LiveEndpoint,
  rows: Float64Array,
  count: number,
  take: Take,
  turns: Turns,
): Promise<void> {
  const { rowsPerTurn, featureCount, scored } = live
  for (let from = 0; from < count; from += rowsPerTurn) {
    await turns.next()
    const some = Math.min(count - from, rowsPerTurn)
    scoreBlock(live, rows.subarray(from * featureCount), some)
    take(scored, some)
  }
}

/** In the version's own thread; the answers are written here, in turns. */
async function scoreThere(
  { rowsPerTurn, featureCount }: LiveEndpoint,
  engine: EngineLink,
  rows: Float64Array<ArrayBuffer>,
  take: Take,
  turns: Turns,
): Promise<void> {
  const count = rows.length / featureCount
  const answer = await engine.score(rows, count, turns.deadline)
  turns.check()
  if (answer.kind === 'late') throw new ScoringFailed('timeout', 'The model was late.')
  if (answer.kind === 'failed') throw new ScoringFailed('error', answer.reason)
  for (let from = 0; from < count; from += rowsPerTurn) {
    const some = Math.min(count - from, rowsPerTurn)
    const block = scoredOf(engine.description.shape, answer.columns, from, some)
    checkAnswers(block, some)
    take(block, some)
    if (from + some < count) await turns.next()
  }
}

/** @throws ScoringFailed when the model throws, or answers what is no answer */
function scoreBlock({ handle, scored }: LiveEndpoint, rows: Float64Array, count: number): void {
  try {
    handle.loaded.scorer.score(rows, count, scored)
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new ScoringFailed('error', detail, cause)
  }
  checkAnswers(scored, count)
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
