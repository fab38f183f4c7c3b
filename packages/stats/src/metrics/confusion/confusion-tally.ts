import {
  addOneToExactSum,
  EXACT_SUM_LENGTH,
  mergeExactSum,
  normalExactSum,
  totalOfExactSum,
} from '../../math/exact-sum.ts'
import { findClassFault, isClassIndex } from '../faults.ts'
import type { TallyKind } from '../gathering.ts'
import type { Fault, Rows, Tally } from '../types.ts'

/** Rows by label and prediction. */
export interface ConfusionTally extends Tally {
  table(): ConfusionTable
}

/** A confusion matrix over the classes that occur, row by row: `weights[label * classes + prediction]`. */
export type ConfusionTable = {
  /** One more than the greatest class that occurs, at least 2. */
  readonly classes: number
  readonly weights: Float64Array
  /** Sums of the squared weights, for variances. */
  readonly squares: Float64Array
  readonly total: number
  /** Kish's effective number of rows; their number without weights. */
  readonly effectiveN: number
}

/** Exact sums of the weights of a cell's rows, and of their squares. */
type CellSums = { readonly weights: Float64Array; readonly squares: Float64Array }

/** A matrix of this many classes takes 8 MB. */
const MOST_CLASSES = 1024
const SUM = EXACT_SUM_LENGTH

export const confusionTally: TallyKind<ConfusionTally> = {
  key: 'confusion',
  shape: 'single',
  reads: [],
  create: createConfusionTally,
}

function createConfusionTally(): ConfusionTally {
  let classes = 2
  let counts = new Float64Array(4)
  /** By label * MOST_CLASSES + prediction. */
  const weighted = new Map<number, CellSums>()

  const reserve = (index: number) => {
    if (index < classes) return
    const larger = Math.min(MOST_CLASSES, Math.max(index + 1, 2 * classes))
    counts = widened(counts, classes, larger)
    classes = larger
  }
  const weightedAt = (cell: number) => {
    const known = weighted.get(cell)
    if (known !== undefined) return known
    const sums = { weights: new Float64Array(SUM), squares: new Float64Array(SUM) }
    weighted.set(cell, sums)
    return sums
  }
  const addWeighted = ({ labels, predictions, count }: Rows, weights: Float64Array) => {
    for (let row = 0; row < count; row++) {
      const weight = weights[row] as number // the row is in range, and its cell is one
      const cell = (labels[row] as number) * MOST_CLASSES + (predictions[row] as number)
      const sums = weightedAt(cell)
      addOneToExactSum(sums.weights, weight)
      addOneToExactSum(sums.squares, weight * weight)
    }
  }
  return {
    add(rows) {
      const greatest = greatestClass(rows)
      if (greatest === undefined) return findFault(rows)
      reserve(greatest)
      if (rows.weights === undefined) countRows(counts, classes, rows)
      else addWeighted(rows, rows.weights)
      return undefined
    },
    mergeColumns([counted = new Float64Array(0), cells = new Float64Array(0)]) {
      for (let at = 0; at + 2 < counted.length; at += 3) {
        const [label = 0, prediction = 0, count = 0] = counted.subarray(at, at + 3)
        reserve(Math.max(label, prediction))
        const cell = label * classes + prediction
        counts[cell] = (counts[cell] as number) + count
      }
      for (let at = 0; at < cells.length; at += 1 + 2 * SUM) {
        const sums = weightedAt(cells[at] as number) // the layout of columns()
        const more = cells.subarray(at + 1, at + 1 + 2 * SUM)
        mergeExactSum(sums.weights, more.subarray(0, SUM))
        mergeExactSum(sums.squares, more.subarray(SUM))
      }
    },
    columns: () => [toTriplets(counts, classes), toCells(weighted)],
    table: () => toTable(counts, classes, weighted),
  }
}

/** Of labels and predictions; undefined if one of them is no class. */
function greatestClass({ labels, predictions, count }: Rows): number | undefined {
  let greatest = 0
  for (let row = 0; row < count; row++) {
    const label = labels[row] as number // the row is in range
    const prediction = predictions[row] as number
    if (!isClassIndex(label, MOST_CLASSES) || !isClassIndex(prediction, MOST_CLASSES)) {
      return undefined
    }
    greatest = Math.max(greatest, label, prediction)
  }
  return greatest
}

function findFault({ labels, predictions, count }: Rows): Fault | undefined {
  for (let row = 0; row < count; row++) {
    // The row is in range.
    const found = findClassFault(labels[row] as number, predictions[row] as number, MOST_CLASSES)
    if (found !== undefined) return found
  }
  return undefined
}

function countRows(
  counts: Float64Array,
  classes: number,
  { labels, predictions, count }: Rows,
): void {
  for (let row = 0; row < count; row++) {
    const cell = (labels[row] as number) * classes + (predictions[row] as number) // both are classes
    counts[cell] = (counts[cell] as number) + 1
  }
}

function widened(counts: Float64Array, classes: number, larger: number): Float64Array<ArrayBuffer> {
  const wide = new Float64Array(larger * larger)
  for (let label = 0; label < classes; label++) {
    wide.set(counts.subarray(label * classes, (label + 1) * classes), label * larger)
  }
  return wide
}

/** Label, prediction and count of every cell that has rows without weights. */
function toTriplets(counts: Float64Array, classes: number): Float64Array {
  const triplets: number[] = []
  counts.forEach((count, cell) => {
    if (count > 0) triplets.push(Math.floor(cell / classes), cell % classes, count)
  })
  return Float64Array.from(triplets)
}

/** Number and sums of every cell that has rows with weights, in ascending order. */
function toCells(weighted: ReadonlyMap<number, CellSums>): Float64Array {
  const cells = new Float64Array(weighted.size * (1 + 2 * SUM))
  let at = 0
  for (const [cell, sums] of [...weighted].sort(([a], [b]) => a - b)) {
    cells[at] = cell
    cells.set(normalExactSum(sums.weights), at + 1)
    cells.set(normalExactSum(sums.squares), at + 1 + SUM)
    at += 1 + 2 * SUM
  }
  return cells
}

function toTable(
  counts: Float64Array,
  width: number,
  weighted: ReadonlyMap<number, CellSums>,
): ConfusionTable {
  const cells: [label: number, prediction: number, weight: number, square: number][] = []
  counts.forEach((count, cell) => {
    if (count > 0) cells.push([Math.floor(cell / width), cell % width, count, count])
  })
  for (const [cell, sums] of [...weighted].sort(([a], [b]) => a - b)) {
    const weight = totalOfExactSum(sums.weights).hi
    const square = totalOfExactSum(sums.squares).hi
    cells.push([Math.floor(cell / MOST_CLASSES), cell % MOST_CLASSES, weight, square])
  }
  const classes = cells.reduce((most, [a, b]) => Math.max(most, a + 1, b + 1), 2)
  const weights = new Float64Array(classes * classes)
  const squares = new Float64Array(classes * classes)
  for (const [label, prediction, weight, square] of cells) {
    const cell = label * classes + prediction
    weights[cell] = (weights[cell] as number) + weight // the cell is in range
    squares[cell] = (squares[cell] as number) + square
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const square = squares.reduce((sum, one) => sum + one, 0)
  return { classes, weights, squares, total, effectiveN: (total * total) / square }
}
