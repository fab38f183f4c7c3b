import { copyRows, type Scored } from '@ratchet-ml/scoring'
import { scoredOf } from '../engines/answer-columns.ts'
import type { AnswerColumns, AnswerShape, EngineLink } from '../engines/types.ts'
import { checkAnswers } from '../fallback/check-answers.ts'
import { ScoringFailed } from '../fallback/scoring-failed.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { Turns } from './turns.ts'

/**
 * Takes the answers of `count` rows; `scored` is scratch memory that the next turn overwrites.
 * @param encoded begins with the first of these rows, as the scorer took them
 */
export type Take = (scored: Scored, count: number, encoded: Float64Array) => void

/**
 * Answers rows that stand in the endpoint's scratch memory, in this very turn.
 * @throws ScoringFailed
 */
export function scoreNow(live: LiveEndpoint, count: number, take: Take): void {
  scoreBlock(live, live.scratch, count)
  live.arm.rows += count
  take(live.scored, count, live.scratch)
}

/**
 * Answers many rows, giving other requests their turn in between. The version is held in memory until
 * the last row is answered.
 * @throws ScoringFailed, or whatever ends the turns
 */
export async function scoreInTurns(
  live: LiveEndpoint,
  rows: Float64Array<ArrayBuffer>,
  count: number,
  take: Take,
  turns: Turns,
): Promise<void> {
  const { handle } = live
  const { engine } = handle.loaded
  handle.acquire()
  try {
    if (engine === undefined) await scoreHere(live, rows, count, take, turns)
    else {
      const kept = copyRows(rows) // what is sent is gone from here
      const columns = await scoreThere(engine, rows, count, turns)
      await takeInTurns(live, { rows: kept, columns, count }, take, turns)
    }
  } finally {
    handle.release()
  }
}

/**
 * Hands on answers that another thread has made, giving other requests their turn in between.
 * @throws ScoringFailed `invalid-output`, or whatever ends the turns
 */
export async function takeInTurns(
  live: LiveEndpoint,
  { rows, columns, count }: AnsweredRows,
  take: Take,
  turns: Turns,
): Promise<void> {
  const { rowsPerTurn, featureCount, arm } = live
  const shape = shapeOf(live)
  for (let from = 0; from < count; from += rowsPerTurn) {
    const some = Math.min(count - from, rowsPerTurn)
    const block = scoredOf(shape, columns, from, some)
    checkAnswers(block, some)
    take(block, some, rows.subarray(from * featureCount))
    if (from + some < count) await turns.next()
  }
  arm.rows += count
}

export interface AnsweredRows {
  readonly rows: Float64Array
  readonly columns: AnswerColumns
  readonly count: number
}

function shapeOf({ featureCount, scored }: LiveEndpoint): AnswerShape {
  const { rawWidth, classes, targets, label } = scored
  return {
    ...{ featureCount, rawWidth, hasLabel: label !== undefined },
    ...(classes === undefined ? {} : { classes }),
    ...(targets === undefined ? {} : { targets }),
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
    const block = rows.subarray(from * featureCount)
    scoreBlock(live, block, some)
    take(scored, some, block)
  }
  live.arm.rows += count
}

/** In the version's own thread. */
async function scoreThere(
  engine: EngineLink,
  rows: Float64Array<ArrayBuffer>,
  count: number,
  turns: Turns,
): Promise<AnswerColumns> {
  const answer = await engine.score(rows, count, turns.deadline)
  turns.check()
  if (answer.kind === 'late') throw new ScoringFailed('timeout', 'The model was late.')
  if (answer.kind === 'failed') throw new ScoringFailed('error', answer.reason)
  return answer.columns
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
