import type { LabelSummary } from './types.ts'

/** Gathers the labels of some rows: counts of classes, or the values themselves. */
export class LabelHistory {
  readonly #classCounts: number[]
  #values = new Float64Array(0)
  #count = 0
  #latest: { readonly time: number; readonly value: number } | undefined

  /** @param classes 0 for regression, whose values are kept: 8 bytes a row */
  constructor(classes: number) {
    this.#classCounts = Array.from({ length: classes }, () => 0)
  }

  add(labels: Float64Array, times: Float64Array): void {
    const isRegression = this.#classCounts.length === 0
    if (isRegression) this.#reserve(this.#count + labels.length)
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i] ?? Number.NaN
      const time = times[i] ?? Number.NaN
      if (!isRegression) {
        this.#classCounts[label] = (this.#classCounts[label] ?? 0) + 1
      } else {
        this.#values[this.#count + i] = label
        if (this.#latest === undefined || time >= this.#latest.time) {
          this.#latest = { time, value: label }
        }
      }
    }
    this.#count += labels.length
  }

  summary(): LabelSummary {
    return {
      count: this.#count,
      classCounts: this.#classCounts,
      values: this.#classCounts.length === 0 ? this.#values.subarray(0, this.#count) : noValues,
      ...(this.#latest && { latest: this.#latest }),
    }
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return
    const larger = new Float64Array(Math.max(length, 2 * this.#values.length, 1024))
    larger.set(this.#values.subarray(0, this.#count))
    this.#values = larger
  }
}

const noValues = new Float64Array(0)

/** The labels of several groups of rows as one group. */
export function mergeLabels(parts: readonly LabelSummary[], classes: number): LabelSummary {
  const values = new Float64Array(parts.reduce((sum, part) => sum + part.values.length, 0))
  const classCounts = Array.from({ length: classes }, () => 0)
  let at = 0
  let latest: LabelSummary['latest']
  for (const part of parts) {
    values.set(part.values, at)
    at += part.values.length
    for (let i = 0; i < classes; i++) {
      classCounts[i] = (classCounts[i] ?? 0) + (part.classCounts[i] ?? 0)
    }
    if (part.latest !== undefined && !(part.latest.time < (latest?.time ?? -Infinity))) {
      latest = part.latest
    }
  }
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  return { count, classCounts, values, ...(latest && { latest }) }
}
