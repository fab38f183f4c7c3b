import type { Scored } from '@ratchet-ml/scoring'
import { scoredOf } from '../engines/answer-columns.ts'
import type { EngineLink } from '../engines/types.ts'
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
  handle.acquire()
  try {
    if (handle.loaded.engine === undefined) await scoreHere(live, rows, count, take, turns)
    else await scoreThere(live, handle.loaded.engine, rows, count, take, turns)
    live.arm.rows += count
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
    const block = rows.subarray(from * featureCount)
    scoreBlock(live, block, some)
    take(scored, some, block)
  }
}

/** In the version's own thread; the answers are written here, in turns. */
async function scoreThere(
  { rowsPerTurn, featureCount }: LiveEndpoint,
  engine: EngineLink,
  rows: Float64Array<ArrayBuffer>,
  count: number,
  take: Take,
  turns: Turns,
): Promise<void> {
  const kept = rows.slice() // what is sent is gone from here
  const answer = await engine.score(rows, count, turns.deadline)
  turns.check()
  if (answer.kind === 'late') throw new ScoringFailed('timeout', 'The model was late.')
  if (answer.kind === 'failed') throw new ScoringFailed('error', answer.reason)
  for (let from = 0; from < count; from += rowsPerTurn) {
    const some = Math.min(count - from, rowsPerTurn)
    const block = scoredOf(engine.description.shape, answer.columns, from, some)
    checkAnswers(block, some)
    take(block, some, kept.subarray(from * featureCount))
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
