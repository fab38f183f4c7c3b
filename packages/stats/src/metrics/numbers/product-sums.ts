import { lostByProduct, type Pair } from '../../math/double-double.ts'
import {
  addOneToExactSum,
  addPairsToExactSum,
  EXACT_SUM_LENGTH,
  mergeExactSum,
  normalExactSum,
  totalOfExactSum,
} from '../../math/exact-sum.ts'
import type { Fault, Rows, Tally } from '../types.ts'
import { findNumberFault } from './number-fault.ts'

const names = ['w', 'ww', 'a', 'b', 'aa', 'ab', 'bb'] as const
export type ProductName = (typeof names)[number]

/**
 * Exact sums over rows of their weight w, of the weighted number a = w x, of the weighted divisor
 * b = w y, and of their products; each row enters with about 106 bits.
 */
export interface ProductSums extends Tally {
  total(of: ProductName): Pair
}

const CHUNK = 1024

/** Numbers with what rounding lost of them. */
type Pairs = { readonly high: Float64Array; readonly low: Float64Array }

/** @param width 1: a row is its number alone; 2: number and divisor, row after row */
export function createProductSums(width: 1 | 2): ProductSums {
  const sums = new Map(names.map((name) => [name, new Float64Array(EXACT_SUM_LENGTH)]))
  // Every name has its sum.
  const sumOf = (name: ProductName) => sums.get(name) as Float64Array
  const [w, a, b, product] = [createPairs(), createPairs(), createPairs(), createPairs()]
  const addProduct = (name: ProductName, x: Pairs, y: Pairs, count: number) => {
    multiply(product, x, y, count)
    addPairsToExactSum(sumOf(name), product.high, product.low, count)
  }
  const addPairs = (name: ProductName, { high, low }: Pairs, count: number) => {
    addPairsToExactSum(sumOf(name), high, low, count)
  }
  const addWeights = (rows: Rows, from: number, count: number) => {
    if (rows.weights === undefined) {
      addOneToExactSum(sumOf('w'), count)
      addOneToExactSum(sumOf('ww'), count)
      return
    }
    w.high.set(rows.weights.subarray(from, from + count))
    addPairs('w', w, count)
    addProduct('ww', w, w, count)
  }
  return {
    add(rows) {
      const found = findFault(rows, width)
      if (found !== undefined) return found
      for (let from = 0; from < rows.count; from += CHUNK) {
        const count = Math.min(CHUNK, rows.count - from)
        addWeights(rows, from, count)
        weigh(a, rows, { from, count, width, place: 0 })
        addPairs('a', a, count)
        addProduct('aa', a, a, count)
        if (width === 1) continue
        weigh(b, rows, { from, count, width, place: 1 })
        addPairs('b', b, count)
        addProduct('ab', a, b, count)
        addProduct('bb', b, b, count)
      }
      return undefined
    },
    mergeColumns(columns) {
      names.forEach((name, i) => {
        const more = columns[i]
        if (more !== undefined) mergeExactSum(sumOf(name), more)
      })
    },
    columns: () => names.map((name) => normalExactSum(sumOf(name))),
    total: (name) => totalOfExactSum(sumOf(name)),
  }
}

function createPairs(): Pairs {
  return { high: new Float64Array(CHUNK), low: new Float64Array(CHUNK) }
}

function findFault({ predictions, count }: Rows, width: number): Fault | undefined {
  for (let i = 0; i < count * width; i++) {
    const what = i % width === 0 ? 'number' : 'divisor'
    const found = findNumberFault(what, predictions[i] as number) // in range
    if (found !== undefined) return found
  }
  return undefined
}

/** Numbers of rows times their weights. */
function weigh(
  { high, low }: Pairs,
  { predictions, weights }: Rows,
  at: {
    readonly from: number
    readonly count: number
    readonly width: number
    readonly place: number
  },
): void {
  for (let i = 0; i < at.count; i++) {
    const x = predictions[(at.from + i) * at.width + at.place] as number // the row is in range
    const weight = weights === undefined ? 1 : (weights[at.from + i] as number)
    const weighted = weight * x
    high[i] = weighted
    low[i] = weights === undefined ? 0 : lostByProduct(weight, x, weighted)
  }
}

function multiply(into: Pairs, x: Pairs, y: Pairs, count: number): void {
  for (let i = 0; i < count; i++) {
    const [a, b] = [x.high[i] as number, y.high[i] as number] // chunks hold at least `count`
    const product = a * b
    into.high[i] = product
    into.low[i] =
      lostByProduct(a, b, product) + (a * (y.low[i] as number) + b * (x.low[i] as number))
  }
}
