import type { Check, GateResult, Verdict } from '@ratchet-ml/protocol'

/** A check before it has a name. */
export type CheckContent = Omit<Check, 'id'>

export type GateName = GateResult['gate']

/** From the best answer to the worst; an error says least about the model. */
export const verdictsByWeight = [
  'pass',
  'inconclusive',
  'error',
  'fail',
] as const satisfies Verdict[]

/** Every gate, in the order they are asked. */
export const gateNames = [
  'verify',
  'test',
  'requirements',
  'backtest',
  'champion',
] as const satisfies GateName[]
