import type { Shape } from '@ratchet-ml/protocol'
import { wilson } from '@ratchet-ml/stats'
import { probabilityCell, probabilityCells } from './float-cells.ts'

/** What is counted of the probabilities of one class: rows by cell and label, sums by bin. */
export interface ScoreShapeState {
  readonly kind: 'scores'
  /** Rows of class 0 by cell of the score, then those of class 1. */
  readonly cells: Float64Array
  /** For each bin of equal width: rows, rows of class 1, sum of the scores. */
  readonly bins: Float64Array
  /** Rows whose score was no probability. */
  readonly invalid: number
}

const binCount = 20
const perBin = 3
const mostPoints = 200

/** Counts the scores of two classes. Every point of a curve is then that of some threshold, exactly. */
export class ScoreShape {
  readonly #cells = new Float64Array(2 * probabilityCells)
  readonly #bins = new Float64Array(binCount * perBin)
  #invalid = 0

  add(scores: Float64Array, labels: Float64Array, count: number): void {
    const cells = this.#cells
    const bins = this.#bins
    for (let i = 0; i < count; i++) {
      const score = scores[i] as number // as many as asked for
      const label = labels[i] as number
      if (!(score >= 0 && score <= 1)) {
        this.#invalid++
        continue
      }
      const cell = probabilityCell(score) + label * probabilityCells
      cells[cell] = (cells[cell] as number) + 1 // cells cover 0..1
      const bin = Math.min((score * binCount) | 0, binCount - 1) * perBin
      bins[bin] = (bins[bin] as number) + 1 // bins cover 0..1
      bins[bin + 1] = (bins[bin + 1] as number) + label
      bins[bin + 2] = (bins[bin + 2] as number) + score
    }
  }

  merge({ cells, bins, invalid }: ScoreShapeState): void {
    cells.forEach((count, i) => {
      this.#cells[i] = (this.#cells[i] ?? 0) + count
    })
    bins.forEach((sum, i) => {
      this.#bins[i] = (this.#bins[i] ?? 0) + sum
    })
    this.#invalid += invalid
  }

  state(): ScoreShapeState {
    return { kind: 'scores', cells: this.#cells, bins: this.#bins, invalid: this.#invalid }
  }

  /** Curves where both classes are there; nothing where a score is no probability. */
  toShape(level: number): Shape {
    if (this.#invalid > 0) return {}
    const reliability = this.#reliability(level)
    const zeros = sumOf(this.#cells.subarray(0, probabilityCells))
    const ones = sumOf(this.#cells.subarray(probabilityCells))
    if (zeros === 0 || ones === 0) return { reliability }
    return { reliability, ...this.#curves(zeros, ones) }
  }

  #reliability(level: number): NonNullable<Shape['reliability']> {
    const bins: NonNullable<Shape['reliability']> = []
    for (let bin = 0; bin < binCount; bin++) {
      const [n = 0, ones = 0, sum = 0] = this.#bins.subarray(bin * perBin, (bin + 1) * perBin)
      if (n === 0) continue
      const { low, high } = wilson(ones, n, level)
      bins.push({ predicted: sum / n, observed: ones / n, low, high, n })
    }
    return bins
  }

  #curves(zeros: number, ones: number): Pick<Shape, 'roc' | 'precisionRecall'> {
    const roc: [number, number][] = [[0, 0]]
    const precisionRecall: [number, number][] = []
    let [falseOnes, trueOnes, lastRoc, lastRecall] = [0, 0, 0, -1]
    for (let cell = probabilityCells - 1; cell >= 0; cell--) {
      const [zero = 0, one = 0] = [this.#cells[cell], this.#cells[cell + probabilityCells]]
      if (zero + one === 0) continue
      falseOnes += zero
      trueOnes += one
      const [x, y] = [falseOnes / zeros, trueOnes / ones]
      const isLast = falseOnes === zeros && trueOnes === ones
      if (isLast || x + y - lastRoc >= 2 / (mostPoints - 2)) {
        roc.push([x, y])
        lastRoc = x + y
      }
      if (isLast || y - lastRecall >= 1 / (mostPoints - 2)) {
        precisionRecall.push([y, trueOnes / (trueOnes + falseOnes)])
        lastRecall = y
      }
    }
    return { roc, precisionRecall }
  }
}

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
