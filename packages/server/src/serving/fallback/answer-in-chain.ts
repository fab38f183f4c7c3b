import { Problem } from '../../platform/problem.ts'
import type { Turns } from '../predict/turns.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { ScoringFailed } from './scoring-failed.ts'
import type { FallbackReason } from './types.ts'

/** A request, as the chain sees it. */
export interface Chain<T> {
  readonly turns: Turns
  /** Answers by one of the chain. @throws ScoringFailed when it cannot */
  answerBy(live: LiveEndpoint, turns: Turns): T | Promise<T>
  /** Told of every step down the chain. */
  onFallback(to: LiveEndpoint, failure: ScoringFailed): void
}

/**
 * Answers by the champion; by what stands behind it when it fails, is late or answers nonsense. Each
 * but the last leaves the next one time before the caller's deadline.
 *
 * @throws Problem `deadline-exceeded` or `prediction-failed` when nobody could answer
 */
export function answerInChain<T>(live: LiveEndpoint, chain: Chain<T>): T | Promise<T> {
  const { turns } = chain
  try {
    const time = live.fallback === undefined ? turns : turns.reserving()
    const answered = chain.answerBy(live, time)
    if (!(answered instanceof Promise)) return answered
    return answered.catch((thrown) => goDown(live, chain, thrown))
  } catch (thrown) {
    return goDown(live, chain, thrown)
  }
}

function goDown<T>(live: LiveEndpoint, chain: Chain<T>, thrown: unknown): T | Promise<T> {
  if (!(thrown instanceof ScoringFailed)) throw thrown
  if (live.fallback === undefined) throw exhausted(live, thrown, chain.turns)
  const next = live.fallback(thrown.reason)
  chain.onFallback(next, thrown)
  return answerInChain(next, chain)
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
