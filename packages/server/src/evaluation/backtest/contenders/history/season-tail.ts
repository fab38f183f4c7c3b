import type { SeriesPoints } from '../predictors/types.ts'

/** The points of a series within a span before its last one, and the latest point before them. */
export class SeasonTail {
  readonly #span: number
  #times = new Float64Array(8)
  #labels = new Float64Array(8)
  #count = 0
  #isAscending = true
  #repeats = false
  #lastTime = Number.NEGATIVE_INFINITY

  /** @param span microseconds */
  constructor(span: number) {
    this.#span = span
  }

  get lastTime(): number {
    return this.#lastTime
  }

  /** Whether several points had one time, among those that `points` has looked at. */
  get repeats(): boolean {
    return this.#repeats
  }

  add(time: number, label: number): void {
    if (this.#count === this.#times.length) this.#makeRoom()
    if (time > this.#lastTime) this.#lastTime = time
    else this.#isAscending = false
    this.#times[this.#count] = time
    this.#labels[this.#count] = label
    this.#count += 1
  }

  points(): SeriesPoints {
    if (!this.#isAscending) this.#sort()
    const times = this.#times.subarray(0, this.#count)
    const from = this.#lastTime - this.#span
    const start = Math.max(0, firstAt(times, from) - 1)
    return { times: times.slice(start), labels: this.#labels.slice(start, this.#count) }
  }

  /** Forgets what no longer matters; where that is less than half, takes twice the room. */
  #makeRoom(): void {
    const { times, labels } = this.points()
    const room = times.length > this.#times.length / 2 ? 2 * this.#times.length : this.#times.length
    this.#times = new Float64Array(room)
    this.#labels = new Float64Array(room)
    this.#times.set(times)
    this.#labels.set(labels)
    this.#count = times.length
  }

  /** By time; of equal times the last that was added stays. */
  #sort(): void {
    const times = this.#times.slice(0, this.#count)
    const labels = this.#labels.slice(0, this.#count)
    const order = Array.from(times, (_, i) => i)
    order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b)
    let count = 0
    for (const i of order) {
      const time = times[i] ?? Number.NaN
      const isRepeated = count > 0 && this.#times[count - 1] === time
      this.#repeats ||= isRepeated
      if (!isRepeated) count += 1
      this.#times[count - 1] = time
      this.#labels[count - 1] = labels[i] ?? Number.NaN
    }
    this.#count = count
    this.#isAscending = true
  }
}

/** Place of the first of ascending times that is not before `time`. */
function firstAt(times: Float64Array, time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? Number.NaN) < time) low = middle + 1
    else high = middle
  }
  return low
}
