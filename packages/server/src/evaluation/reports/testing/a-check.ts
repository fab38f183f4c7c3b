import type { Check, GateResult, JudgedRequirement } from '@ratchet-ml/protocol'
import { toCheck } from '../../check/check-id.ts'
import { digestOf } from './a-backtest.ts'

/** A check whose requirements fail in one slice, and whose back-test is not decided. */
export function aCheck(text = 'because it is so'): Check {
  const places = ['overall', 'carrier=AA', 'carrier=B6']
  const requirements = places.map(
    (place, i): JudgedRequirement => ({
      requirement: i,
      metric: 'log-loss',
      level: 'must',
      place,
      verdict: (['pass', 'fail', 'inconclusive'] as const)[i] ?? 'error',
      ...(i < 2 && { value: 0.43 + i / 10, low: 0.42, high: 0.55, bound: 0.45 }),
      n: 1_000 * i,
      says: text,
    }),
  )
  const gates: GateResult[] = [
    { gate: 'verify', verdict: 'pass', reasons: [] },
    { gate: 'backtest', verdict: 'fail', reasons: [text], requirements, backtest: digestOf('b') },
    { gate: 'champion', verdict: 'inconclusive', reasons: [text, 'too few rows'] },
  ]
  return toCheck({
    ...{ ratchetCheck: 1, model: 'flights', subject: 'flights@2', release: '0.1.0' },
    ...{ version: digestOf('2'), specification: digestOf('8') },
    ...{ verdict: 'fail', gates },
  })
}
