import type { LeakFinding } from '@ratchet-ml/protocol'
import type { LeakRequest } from '../../plan-leaks.ts'
import { aDataset, aRequest, honestRows, type SomeRows, withFeature } from '../some-rows.ts'

/** A dataset with one leak in it, and what must be found. */
export interface Planted {
  readonly name: string
  readonly check: LeakFinding['check']
  readonly severity: LeakFinding['severity']
  readonly feature?: string
  readonly request: (seed: number) => LeakRequest
}

export const day = 86_400e6
export const hour = 3600e6
export const binary = (seed: number) => honestRows(seed, 4000, 'binary')
export const regression = (seed: number) => honestRows(seed, 4000, 'regression')

export function withId(rows: SomeRows, key: Float64Array): LeakRequest {
  const dataset = aDataset(withFeature(rows, 'key', key))
  return aRequest(rows, { dataset, knowledge: { id: 'key' } })
}
