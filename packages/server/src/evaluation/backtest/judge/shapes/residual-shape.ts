import type { Shape } from '@ratchet-ml/protocol'
import { type CellCounts, QuantileCells } from './quantile-cells.ts'

/** What is counted of residuals (label less prediction), by bin of the predicted value. */
export interface ResidualShapeState {
  readonly kind: 'residuals'
  /** For each bin: rows, sum of the predictions, sum of the residuals. */
  readonly sums: Float64Array
  readonly residuals: readonly CellCounts[]
  /** Rows whose prediction was no finite number. */
  readonly invalid: number
}

const perBin = 3
const shares = [0.05, 0.25, 0.5, 0.75, 0.95]

/** Residuals by predicted value. */
export class ResidualShape {
  readonly #edges: readonly number[]
  readonly #sums: Float64Array
  readonly #residuals: readonly QuantileCells[]
  #invalid = 0

  /** @param edges between the bins, ascending */
  constructor(edges: readonly number[]) {
    this.#edges = edges
    this.#sums = new Float64Array((edges.length + 1) * perBin)
    this.#residuals = Array.from({ length: edges.length + 1 }, () => new QuantileCells())
  }

  add(predictions: Float64Array, labels: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const predicted = predictions[i] as number // as many as asked for
      const residual = (labels[i] as number) - predicted
      if (!Number.isFinite(residual)) {
        this.#invalid++
        continue
      }
      const bin = this.#binOf(predicted)
      const at = bin * perBin
      this.#sums[at] = (this.#sums[at] as number) + 1 // every bin has its sums
      this.#sums[at + 1] = (this.#sums[at + 1] as number) + predicted
      this.#sums[at + 2] = (this.#sums[at + 2] as number) + residual
      this.#residuals[bin]?.add(residual)
    }
  }

  merge({ sums, residuals, invalid }: ResidualShapeState): void {
    sums.forEach((sum, i) => {
      this.#sums[i] = (this.#sums[i] ?? 0) + sum
    })
    residuals.forEach((counts, bin) => {
      this.#residuals[bin]?.merge(counts)
    })
    this.#invalid += invalid
  }

  state(): ResidualShapeState {
    const residuals = this.#residuals.map((cells) => cells.state())
    return { kind: 'residuals', sums: this.#sums, residuals, invalid: this.#invalid }
  }

  /** Bins that hold rows; nothing where a prediction is no finite number. */
  toShape(): Shape {
    if (this.#invalid > 0) return {}
    const residuals: NonNullable<Shape['residuals']> = []
    for (const [bin, cells] of this.#residuals.entries()) {
      const at = bin * perBin
      const [n = 0, predicted = 0, sum = 0] = this.#sums.subarray(at, at + perBin)
      if (n === 0) continue
      const quantiles = [...cells.quantiles(shares)]
      residuals.push({ predicted: predicted / n, mean: sum / n, quantiles, n })
    }
    return { residuals }
  }

  #binOf(value: number): number {
    let low = 0
    let high = this.#edges.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (value < (this.#edges[middle] as number))
        high = middle // in range
      else low = middle + 1
    }
    return low
  }
}
