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

/** What a recipe can be asked: it has no version yet whose answers are recorded, or tested. */
export const recipeGates = ['requirements', 'backtest', 'champion'] as const satisfies GateName[]

/** Every gate, in the order they are asked. */
export const gateNames = [
  'verify',
  'test',
  'requirements',
  'backtest',
  'champion',
] as const satisfies GateName[]
