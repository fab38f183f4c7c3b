import type { RunStore } from './run-store.ts'

/** Someone who holds rows in memory and can hand them over to a store. */
export interface RowHolder {
  /** Numbers that it holds, of 8 bytes each. */
  held(): number
  /** Writes them to the store as a sorted run. */
  spill(): void
}

/** The memory that metrics share which keep rows, and the store for what goes beyond it. */
export interface RunRoom {
  readonly store: RunStore
  enter(holder: RowHolder): void
  leave(holder: RowHolder): void
  /** Has the greatest holders spill until all together hold no more than they may. */
  makeRoom(): void
}

/** 16 MB. */
const MOST_NUMBERS = 2097152

/**
 * Room for so many numbers in all metric sets that share it; sorting takes up to three times as much
 * for the greatest of them. Results have the same bits whatever the bound.
 *
 * @throws RangeError unless the bound is a whole number of at least 1
 */
export function createRunRoom(
  store: RunStore,
  { mostNumbers = MOST_NUMBERS }: { readonly mostNumbers?: number } = {},
): RunRoom {
  if (!Number.isSafeInteger(mostNumbers) || mostNumbers < 1) {
    throw new RangeError(`The bound is ${mostNumbers} numbers; give a whole number of at least 1.`)
  }
  const holders = new Set<RowHolder>()
  return {
    store,
    enter: (holder) => {
      holders.add(holder)
    },
    leave: (holder) => {
      holders.delete(holder)
    },
    makeRoom() {
      let held = 0
      for (const holder of holders) held += holder.held()
      while (held > mostNumbers) {
        const greatest = greatestOf(holders)
        held -= greatest.held()
        greatest.spill()
      }
    },
  }
}

/** There is one, as something is held. */
function greatestOf(holders: ReadonlySet<RowHolder>): RowHolder {
  return [...holders].reduce((most, one) => (one.held() > most.held() ? one : most))
}
