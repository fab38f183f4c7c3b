import type { Check, GateResult } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import { toCheck } from '../check-id.ts'
import { judgeGates } from '../policy.ts'
import { gateNames } from '../types.ts'

export function aDigest(digit: string): Digest {
  return `sha256:${digit.repeat(64)}`
}

/** A check of `flights@2` under its right name; every gate passes unless told. */
export function aCheck(said: {
  readonly gates?: GateResult[]
  readonly version?: Digest
  readonly specification?: Digest
}): Check {
  const gates = said.gates ?? gateNames.map((gate) => ({ gate, verdict: 'pass', reasons: [] }))
  const { specification } = said
  return toCheck({
    ...{ ratchetCheck: 1, model: 'flights', subject: 'flights@2', release: '0.1.0' },
    version: said.version ?? aDigest('5'),
    ...(specification === undefined ? {} : { specification }),
    ...{ verdict: judgeGates(gates), gates },
  })
}
