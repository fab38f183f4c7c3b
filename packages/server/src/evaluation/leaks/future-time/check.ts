import { isKnownAtEvent } from '../available-after/check.ts'
import { sourcesOf } from '../column-sources.ts'
import type { LeakPlan } from '../plan-leaks.ts'
import { counted } from '../policy.ts'
import type { Checked, SeenRows, Watcher } from '../types.ts'
import { judgeFuture } from './policy.ts'

interface Seen {
  readonly feature: string
  readonly column: string
  later: number
  rows: number
}

/** Times that are features, or of which features are made, and lie after the prediction. */
export function watchFutureTimes(plan: LeakPlan): Watcher | string {
  const { time, predictedAfter } = plan
  if (time === undefined) return 'the dataset has no event times'
  const seen = timeColumnsOf(plan, time)
  return {
    columns: seen.map(({ column }) => column),
    add: (rows) => {
      for (const one of seen) addTo(one, rows, predictedAfter.micros)
    },
    finish: async () => {
      const findings = seen.flatMap(({ feature, column, later, rows }) => {
        const finding = judgeFuture(feature, column, later, rows)
        return finding === undefined ? [] : [finding]
      })
      return { says: saysOf(seen), findings } satisfies Checked
    },
  }
}

function timeColumnsOf(plan: LeakPlan, time: string): readonly Seen[] {
  const kinds = new Map(plan.dataset.columns.map(({ name, kind }) => [name, kind]))
  return plan.features
    .filter((feature) => !isKnownAtEvent(plan, feature))
    .flatMap(({ name }) =>
      [...sourcesOf(name, plan.dataset.config.derive ?? {})]
        .filter((column) => column !== time && kinds.get(column) === 'timestamp')
        .map((column) => ({ feature: name, column, later: 0, rows: 0 })),
    )
}

function addTo(seen: Seen, { batch, times }: SeenRows, predictedAfter: number): void {
  const column = batch.columns.get(seen.column)
  if (column?.kind !== 'timestamp' || times === undefined) return
  for (let row = 0; row < batch.count; row++) {
    const after = (column.values[row] as number) - (times[row] as number) // one for each row
    if (Number.isNaN(after)) continue
    seen.rows += 1
    if (after > predictedAfter) seen.later += 1
  }
}

function saysOf(seen: readonly Seen[]): string {
  if (seen.length === 0) return 'no feature is a time, or made of one'
  const columns = [...new Set(seen.map(({ column }) => column))]
  const rows = Math.max(...seen.map((one) => one.rows))
  return `${columns.join(', ')} in ${counted(rows)} rows`
}
