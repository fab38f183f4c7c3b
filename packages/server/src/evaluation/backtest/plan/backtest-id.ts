import { createHash } from 'node:crypto'
import { canonicalJson, type Digest } from '@ratchet-ml/scoring'
import type { BacktestPlan } from './backtest-plan.ts'

/** Digest of everything that determines a back-test's document: equal ids, equal bytes. */
export function backtestId(plan: BacktestPlan): Digest {
  return `sha256:${createHash('sha256').update(canonicalJson(plan)).digest('hex')}`
}
