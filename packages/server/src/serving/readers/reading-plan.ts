import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { ReadingPlan } from './messages.ts'

const plans = new WeakMap<LiveEndpoint, ReadingPlan>()
let made = 0

/** What a reader thread must know to read and answer rows for an endpoint by a version: made once. */
export function planOfReading(live: LiveEndpoint): ReadingPlan {
  const known = plans.get(live)
  if (known !== undefined) return known
  const { route, handle, encoder, scored } = live
  const plan = {
    key: `${route.endpoint} ${++made}`,
    contract: route.contract,
    coded: encoder === undefined ? undefined : handle.loaded.contract,
    rawWidth: scored.rawWidth,
    model: handle.loaded.model,
  }
  plans.set(live, plan)
  return plan
}
