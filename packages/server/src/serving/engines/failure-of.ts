import { Refusal } from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import type { EngineReply } from './types.ts'

/** What a thread or a process says of an order that went wrong. */
export function failureOf(id: number, thrown: unknown): EngineReply {
  if (thrown instanceof Refusal) {
    const { code, place, found, expected, hint } = thrown
    const refusal = { code, place, found, expected, ...(hint === undefined ? {} : { hint }) }
    return { kind: 'refused', id, refusal }
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  if (!(thrown instanceof Problem)) return { kind: 'failed', id, message }
  return { kind: 'failed', id, message, problem: { code: thrown.code, hint: thrown.hint } }
}
