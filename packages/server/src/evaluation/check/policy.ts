import type { GateResult, Verdict } from '@ratchet-ml/protocol'
import { type GateName, gateNames, verdictsByWeight } from './types.ts'

/** The worst of some verdicts; nothing asked is nothing answered, so none of them is inconclusive. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return 'inconclusive'
  const weights = verdicts.map((verdict) => verdictsByWeight.indexOf(verdict))
  return verdictsByWeight[Math.max(...weights)] ?? 'error'
}

/**
 * The verdict of a check: the worst of its gates, and never a pass while one was not asked.
 *
 * @param names the gates that are to be asked
 */
export function judgeGates(
  gates: readonly Pick<GateResult, 'gate' | 'verdict'>[],
  names: readonly GateName[] = gateNames,
): Verdict {
  const asked = gates.map(({ gate }) => gate)
  const isWhole = names.every((gate) => asked.includes(gate))
  const worst = worstOf(gates.map(({ verdict }) => verdict))
  return isWhole || worst !== 'pass' ? worst : 'inconclusive'
}
