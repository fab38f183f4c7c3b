import type { HashedColumn } from '../../../datasets/snapshots/index.ts'
import { withTime } from '../content-keys.ts'
import { KeyTable } from '../key-table.ts'
import type { LeakPlan } from '../plan-leaks.ts'
import { counted } from '../policy.ts'
import { contentColumns } from '../shared-rows/check.ts'
import type { Checked, SeenRows, Watcher } from '../types.ts'
import { canTellRepetition, judgeRepeated, judgeRepeatedIds } from './policy.ts'

/** Ids are few bytes and each tells: the table may take 100 MB. */
const mostIdSlots = 1 << 23

/** Rows that count and are there more than once, by their id or, without one, by all they hold. */
export function watchRepeatedRows(plan: LeakPlan): Watcher | string {
  const id = plan.knowledge?.id
  if (id !== undefined) return watchIds(plan, plan.dataset.column(id))
  const { segments } = plan
  if (segments === undefined) {
    return 'the dataset has neither ids (say `id` of it in ratchet.yaml) nor event times'
  }
  const names = plan.features.map(({ name }) => name)
  const columns = contentColumns(plan, names)
  if (columns === undefined) return 'the features follow from the time alone'
  return watchContent(plan, columns)
}

function watchIds(plan: LeakPlan, id: HashedColumn): Watcher {
  const table = new KeyTable(1, mostIdSlots)
  const isJudged = judgedRows(plan)
  let rows = 0
  return {
    columns: [id.name],
    add: (seen) => {
      const { first, second } = plan.content.of([id], seen.batch)
      for (let row = 0; row < seen.batch.count; row++) {
        if (!isJudged(seen, row)) continue
        rows += 1
        table.add(first[row] as number, second[row] as number, 0)
      }
    },
    finish: async () => {
      if (rows === 0) return { says: '', findings: [], skipped: ['no row counts'] }
      let repeated = 0
      table.forEach(([count = 0]) => {
        repeated += count - 1
      })
      const finding = judgeRepeatedIds(id.name, repeated * table.oneIn, rows)
      const part = table.oneIn === 1 ? '' : `, one id of ${table.oneIn}`
      const says = `ids in ${id.name} of ${counted(rows)} rows${part}`
      return { says, findings: finding === undefined ? [] : [finding] } satisfies Checked
    },
  }
}

function watchContent(plan: LeakPlan, columns: readonly HashedColumn[]): Watcher {
  const tables = { both: new KeyTable(1), content: new KeyTable(1), time: new KeyTable(1) }
  const isJudged = judgedRows(plan)
  let rows = 0
  return {
    columns: [],
    add: (seen) => {
      const { first, second } = plan.content.of(columns, seen.batch)
      for (let row = 0; row < seen.batch.count; row++) {
        if (!isJudged(seen, row)) continue
        const time = seen.times?.[row] ?? Number.NaN
        const [a, b] = [first[row] as number, second[row] as number] // one for each row
        rows += 1
        const both = withTime(b, time, 2)
        if (tables.both.takes(both)) tables.both.add(withTime(a, time, 1), both, 0)
        if (tables.content.takes(b)) tables.content.add(a, b, 0)
        const own = withTime(0, time, 4)
        if (tables.time.takes(own)) tables.time.add(withTime(0, time, 3), own, 0)
      }
    },
    finish: async () => {
      if (rows === 0) return { says: '', findings: [], skipped: ['no row counts'] }
      const both = pairsIn(tables.both)
      const pairs = {
        ...{ rows, repeated: both.repeated, same: both.pairs },
        sameContent: pairsIn(tables.content).pairs,
        sameTime: pairsIn(tables.time).pairs,
      }
      if (!canTellRepetition(pairs)) {
        const skipped = ['event times are too few to tell repetition from chance; name the ids']
        return { says: '', findings: [], skipped }
      }
      const finding = judgeRepeated(pairs)
      const part = tables.both.oneIn === 1 ? '' : `, 1 of ${tables.both.oneIn} of what they hold`
      const says = `${counted(rows)} rows by content and time${part}`
      return { says, findings: finding === undefined ? [] : [finding] } satisfies Checked
    },
  }
}

/** Rows with a label that count about whoever was trained on nothing. */
function judgedRows({ segments }: LeakPlan): (seen: SeenRows, row: number) => boolean {
  const isCounted = segments?.counted()
  return ({ labels, times }, row) => {
    if (Number.isNaN(labels[row] as number)) return false
    if (segments === undefined || isCounted === undefined) return true
    const segment = segments.indexOf(times?.[row] ?? Number.NaN)
    return segment >= 0 && isCounted[segment] === 1
  }
}

/** Estimates for all rows, where only some keys are kept. */
function pairsIn(table: KeyTable): { readonly pairs: number; readonly repeated: number } {
  let [pairs, repeated] = [0, 0]
  table.forEach(([count = 0]) => {
    pairs += (count * (count - 1)) / 2
    repeated += count - 1
  })
  return { pairs: pairs * table.oneIn, repeated: repeated * table.oneIn }
}
