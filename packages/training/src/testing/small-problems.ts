import { readFileSync } from 'node:fs'
import type { CategoryColumn, NumericColumn, TrainingData } from '../training-data.ts'

/** A solution as scikit-learn gave it. */
export interface Solution {
  readonly l2: number
  readonly intercept: number
  readonly weights: readonly number[]
  readonly objective: number
}

interface SmallProblems {
  readonly count: number
  readonly numeric: Readonly<Record<string, readonly (number | null)[]>>
  readonly categories: Readonly<
    Record<string, { readonly levels: readonly string[]; readonly codes: readonly number[] }>
  >
  readonly late: readonly number[]
  readonly value: readonly number[]
  readonly logistic: readonly Solution[]
  readonly ridge: readonly Solution[]
}

const file = new URL('../../fixtures/linear/small-problems.json', import.meta.url)
// The generator beside the file writes this form.
const problems = JSON.parse(readFileSync(file, 'utf8')) as SmallProblems

export const { logistic: logisticSolutions, ridge: ridgeSolutions } = problems

/** The rows that scikit-learn solved, with one of their two answers. */
export function smallData(answer: 'late' | 'value'): TrainingData {
  const numeric = Object.entries(problems.numeric).map(
    ([name, values]): NumericColumn => ({
      kind: 'numeric',
      name,
      values: Float64Array.from(values, (value) => value ?? Number.NaN),
    }),
  )
  const categories = Object.entries(problems.categories).map(
    ([name, { levels, codes }]): CategoryColumn => ({
      kind: 'category',
      name,
      levels,
      codes: Int32Array.from(codes),
    }),
  )
  const label = Float64Array.from(problems[answer])
  return { count: problems.count, features: [...numeric, ...categories], label }
}

/** The rows with these numbers, in this order; a number may come more than once. */
export function takeRows(data: TrainingData, rows: readonly number[]): TrainingData {
  const { weight } = data
  return {
    count: rows.length,
    features: data.features.map((feature) =>
      feature.kind === 'numeric'
        ? { ...feature, values: Float64Array.from(rows, (row) => feature.values[row] ?? 0) }
        : { ...feature, codes: Int32Array.from(rows, (row) => feature.codes[row] ?? -1) },
    ),
    label: Float64Array.from(rows, (row) => data.label[row] ?? 0),
    ...(weight && { weight: Float64Array.from(rows, (row) => weight[row] ?? 1) }),
  }
}

/** Largest difference, relative to the larger of the two numbers and to 1. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  return Array.from(a).reduce((worst, left, i) => {
    const right = b[i] ?? Number.NaN
    const scale = Math.max(1, Math.abs(left), Math.abs(right))
    const difference = Math.abs(left - right) / scale
    return difference <= worst ? worst : difference
  }, 0)
}
