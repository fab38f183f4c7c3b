import type { Scorer, VerificationRows } from '@ratchet-ml/scoring'

/** So many rows make the engine compile a scorer of a kind that it has not seen. */
export const coldRows = 2000
const mostWarmMs = 2000

/** What warming up needs of the world. */
export interface WarmUp {
  /** How many are answered. */
  readonly rows: number
  readonly monotonicMs: () => number
  /** Lets others have their turn; throws when nobody wants the model any more. */
  readonly nextTurn: () => Promise<void>
  /** Work between two turns. */
  readonly turnMs: number
}

/**
 * Answers verification rows one by one until the engine has compiled the way there.
 * @returns milliseconds for a row, of the fastest turn
 */
export async function warmScorer(
  scorer: Scorer,
  verification: VerificationRows,
  { rows: wanted, monotonicMs, nextTurn, turnMs }: WarmUp,
): Promise<number> {
  const { rows, kinds, featureCount } = verification
  if (kinds.length === 0) return 0
  const room = scorer.allocate(1)
  const begun = monotonicMs()
  let fastest = Number.POSITIVE_INFINITY
  for (let done = 0; done < wanted; ) {
    const start = monotonicMs()
    let count = 0
    let spent = 0
    while (spent < turnMs && count < kinds.length) {
      const at = ((done + count) % kinds.length) * featureCount
      scorer.score(rows.subarray(at), 1, room)
      count++
      spent = monotonicMs() - start
    }
    done += count
    fastest = Math.min(fastest, spent / count)
    if (monotonicMs() - begun > mostWarmMs) break
    await nextTurn()
  }
  return fastest
}
