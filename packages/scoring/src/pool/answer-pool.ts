import { createScorer } from '../kernels/scorer.ts'
import type { Scorer } from '../scorer-types.ts'
import { scoreParts } from './score-parts.ts'
import type { PoolMessage, PoolPort, PoolReply } from './types.ts'

/** The work of a pool's thread: makes its own scorer of the model, then takes parts of batches. */
export function answerPool(port: PoolPort): void {
  let scorer: Scorer | undefined
  const answer = (message: PoolMessage): PoolReply => {
    if (message.kind === 'model') {
      const { program, coefficients, contract } = message.model
      scorer = createScorer(program, coefficients, contract)
      return { kind: 'ready' }
    }
    if (scorer === undefined) return { kind: 'failed', message: 'A batch came before its model.' }
    scoreParts(scorer, message)
    return { kind: 'done' }
  }
  port.onMessage((message) => {
    try {
      // Only the pool writes to its threads.
      port.post(answer(message as PoolMessage))
    } catch (error) {
      port.post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    }
  })
}
