import { isBefore, NO_ROWS } from './faults.ts'
import { findWeightFault, type RowShape, readRows } from './rows.ts'
import type { RunRoom } from './runs/run-room.ts'
import type { Column, Fault, Gathering, Tally } from './types.ts'

/** How to make a tally; one may serve several metrics. */
export type TallyKind<T extends Tally> = {
  readonly key: string
  readonly shape: RowShape
  readonly reads: readonly Column[]
  create(room?: RunRoom): T
}

/** An empty gathering of this kind, which may keep rows in a room. */
export function createGathering(kind: TallyKind<Tally>, room?: RunRoom): Gathering {
  const tally = kind.create(room)
  let n = 0
  let found: Fault | undefined
  return {
    tally,
    add(batch) {
      const rows = readRows(batch, kind.shape, kind.reads)
      n += rows.count
      found ??= findWeightFault(rows) ?? tally.add(rows)
    },
    merge(state) {
      if (state.tally !== kind.key) {
        throw new TypeError(`A state of ${state.tally} cannot be merged into ${kind.key}.`)
      }
      n += state.n
      // Of two faults one is kept, the same whichever came first.
      if (state.fault !== undefined && isBefore(state.fault, found)) found = state.fault
      tally.mergeColumns(state.columns)
      const rows = tally.rows?.() ?? n
      if (found === undefined && rows !== n) throw lackingRows(kind.key, n, rows)
    },
    state: () => ({ tally: kind.key, n, fault: found, columns: tally.columns() }),
    n: () => n,
    fault: () => found ?? (n === 0 ? NO_ROWS : undefined),
    release: () => tally.release?.(),
  }
}

function lackingRows(key: string, n: number, rows: number): RangeError {
  return new RangeError(
    `States of ${key} are of ${n} rows but hold ${rows}; one of them is torn, make it anew.`,
  )
}
