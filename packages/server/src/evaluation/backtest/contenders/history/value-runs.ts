/** The most labels of all partitions that are kept for medians: 8 bytes each. */
const mostValues = 16_000_000

/** How many labels may still be kept, for all partitions together. */
export interface ValueRoom {
  left: number
}

export function valueRoom(): ValueRoom {
  return { left: mostValues }
}

/** The labels of one partition, sorted when they are asked for. */
export class ValueRuns {
  readonly #room: ValueRoom
  #values = new Float64Array(0)
  #count = 0
  #isSorted = true
  #isFull = false

  constructor(room: ValueRoom) {
    this.#room = room
  }

  add(labels: Float64Array, count: number): void {
    this.#isFull ||= count > this.#room.left
    if (this.#isFull) {
      this.#forget()
      return
    }
    this.#room.left -= count
    this.#reserve(this.#count + count)
    this.#values.set(labels.subarray(0, count), this.#count)
    this.#count += count
    this.#isSorted = false
  }

  /** Ascending; `undefined` when there were more than are kept. */
  sorted(): Float64Array | undefined {
    if (this.#isFull) return undefined
    const values = this.#values.subarray(0, this.#count)
    if (!this.#isSorted) values.sort()
    this.#isSorted = true
    return values
  }

  #forget(): void {
    this.#room.left += this.#count
    this.#values = new Float64Array(0)
    this.#count = 0
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return
    const larger = new Float64Array(Math.max(length, 2 * this.#values.length, 1024))
    larger.set(this.#values.subarray(0, this.#count))
    this.#values = larger
  }
}

/**
 * The median of several sorted runs as one; between two values, halfway. NaN of nothing. The runs are not
 * merged: each step halves what is left of the longest.
 */
export function medianOf(runs: readonly Float64Array[]): number {
  const count = runs.reduce((sum, run) => sum + run.length, 0)
  const lower = valueAt(runs, (count - 1) >> 1)
  const upper = valueAt(runs, count >> 1)
  return lower + (upper - lower) / 2
}

/** The value at a place, from 0, of the runs as one sorted run; NaN where there is none. */
function valueAt(runs: readonly Float64Array[], place: number): number {
  const bounds = runs.map((run) => ({ run, low: 0, high: run.length }))
  for (;;) {
    const widest = bounds.reduce((a, b) => (b.high - b.low > a.high - a.low ? b : a), nothing)
    if (widest.high <= widest.low) return Number.NaN
    const pivot = widest.run[(widest.low + widest.high) >> 1] ?? Number.NaN
    const below = bounds.map(({ run }) => countBelow(run, pivot, false))
    const upTo = bounds.map(({ run }) => countBelow(run, pivot, true))
    if (place < sum(below)) {
      for (const [i, bound] of bounds.entries()) bound.high = Math.min(bound.high, below[i] ?? 0)
    } else if (place >= sum(upTo)) {
      for (const [i, bound] of bounds.entries()) bound.low = Math.max(bound.low, upTo[i] ?? 0)
    } else return pivot
  }
}

const nothing = { run: new Float64Array(0), low: 0, high: 0 }

/** How many values of a sorted run are below `value`, or at most that. */
function countBelow(run: Float64Array, value: number, orEqual: boolean): number {
  let low = 0
  let high = run.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const found = run[middle] ?? Number.NaN
    if (found < value || (orEqual && found === value)) low = middle + 1
    else high = middle
  }
  return low
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
