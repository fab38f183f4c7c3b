import { Problem } from '../../platform/problem.ts'
import type { Turns } from '../predict/turns.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { ScoringFailed } from './scoring-failed.ts'
import type { FallbackReason } from './types.ts'

/** Answers a request by one version of the chain. */
export type AnswerBy<T> = (live: LiveEndpoint, turns: Turns) => T | Promise<T>

export interface Chain {
  readonly turns: Turns
  /** Told of every step down the chain. */
  readonly onFallback: (to: LiveEndpoint, failure: ScoringFailed) => void
}

/**
 * Answers by the champion; by what stands behind it when it fails, is late or answers nonsense. Each
 * but the last leaves the next one time before the caller's deadline.
 *
 * @throws Problem `deadline-exceeded` or `prediction-failed` when nobody could answer
 */
export function answerInChain<T>(
  live: LiveEndpoint,
  { turns, onFallback }: Chain,
  answer: AnswerBy<T>,
): T | Promise<T> {
  const { fallback } = live
  const down = (thrown: unknown): T | Promise<T> => {
    if (!(thrown instanceof ScoringFailed)) throw thrown
    if (fallback === undefined) throw exhausted(live, thrown, turns)
    const next = fallback(thrown.reason)
    onFallback(next, thrown)
    return answerInChain(next, { turns, onFallback }, answer)
  }
  try {
    const answered = answer(live, fallback === undefined ? turns : turns.reserving())
    return answered instanceof Promise ? answered.catch(down) : answered
  } catch (thrown) {
    return down(thrown)
  }
}

const sayings: Readonly<Record<FallbackReason, string>> = {
  error: 'failed',
  timeout: 'was late',
  'invalid-output': 'gave an answer that is none',
}

function exhausted({ route }: LiveEndpoint, failure: ScoringFailed, turns: Turns): Problem {
  if (failure.reason === 'timeout') return turns.tooLate()
  return new Problem(
    'prediction-failed',
    `Endpoint ${route.endpoint} could not answer: the last of its chain ${sayings[failure.reason]}.`,
    {
      hint: 'The server log has the cause. A standby or a baseline would have answered instead.',
      cause: failure,
    },
  )
}
