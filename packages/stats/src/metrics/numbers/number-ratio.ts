import type { Interval } from '../../intervals/interval.ts'
import { studentTQuantile } from '../../intervals/student-t.ts'
import { addPairs, dividePairs, multiplyPairs, type Pair } from '../../math/double-double.ts'
import { defineMetric, type Finding } from '../define-metric.ts'
import { NO_WEIGHT, OVERFLOW } from '../faults.ts'
import type { TallyKind } from '../gathering.ts'
import { readRows } from '../rows.ts'
import type { Fault, LabelledBatch, Metric, RowNumbers } from '../types.ts'
import { describeNumbers, type NumberMetricOptions } from './number-metric.ts'
import { createProductSums, type ProductSums } from './product-sums.ts'

const ratioTally: TallyKind<ProductSums> = {
  key: 'number-ratio',
  shape: 'pair',
  reads: [],
  create: () => createProductSums(2),
}
const NO_DIVISOR: Fault = {
  reason: 'zero-divisor',
  detail: 'The divisors of all rows add up to 0.',
}
/** 2^-90: a spread below it, relative to the squares, is not told from none. */
const ROUNDING_LEFT = 8.077935669463161e-28

/**
 * Sum of a number of each row by the sum of another, given as predictions of the kind `pair:NAME`:
 * number and divisor, row after row.
 *
 * Interval: the delta method for a ratio of means (W. Cochran, Sampling Techniques, 1977, 6.4), with
 * Student's t; where every divisor is 1 it is that of the mean.
 */
export function numberRatio(options: NumberMetricOptions): Metric {
  const metric = defineMetric({
    ...describeNumbers(options),
    needs: `pair:${options.name}`,
    definition: 'Sum over the rows of one number of each of them, by the sum of another.',
    undefinedWhen: 'a number or a divisor of a row is missing, or the divisors add up to 0',
    interval: {
      kind: 'analytic',
      method: "delta method for a ratio of means, Student's t",
      unit: 'rows',
      from: 1000,
    },
    keepsRows: false,
    tally: ratioTally,
    evaluate,
  })
  return { ...metric, byRow }
}

const byRow: RowNumbers = {
  write: (batch, into) => everySecond(batch, 0, into),
  writeCounts: (batch, into) => everySecond(batch, 1, into),
  toValue: (mean) => mean,
}

function everySecond(batch: LabelledBatch, first: 0 | 1, into: Float64Array): void {
  const { predictions, count } = readRows(batch, 'pair')
  for (let row = 0; row < count; row++) into[row] = predictions[2 * row + first] as number // in range
}

function evaluate(tally: ProductSums, level: number, n: number): Finding {
  const weight = tally.total('w').hi
  if (weight === 0) return NO_WEIGHT
  const divisor = tally.total('b')
  if (divisor.hi === 0) return NO_DIVISOR
  const ratio = dividePairs(tally.total('a'), divisor)
  if (!Number.isFinite(ratio.hi)) return OVERFLOW
  const support = (weight * weight) / tally.total('ww').hi
  const error =
    Math.sqrt((squaredResiduals(tally, ratio) * n) / Math.max(1, n - 1)) / Math.abs(divisor.hi)
  return { value: ratio.hi, support, interval: intervalOf(ratio.hi, error, n, level) }
}

/** sum (a - r b)^2. */
function squaredResiduals(tally: ProductSums, ratio: Pair): number {
  const squares = tally.total('aa')
  const twice = { hi: -2 * ratio.hi, lo: -2 * ratio.lo }
  const cross = multiplyPairs(twice, tally.total('ab'))
  const last = multiplyPairs(multiplyPairs(ratio, ratio), tally.total('bb'))
  const sum = addPairs(addPairs(squares, cross), last)
  return sum.hi <= squares.hi * ROUNDING_LEFT ? 0 : sum.hi
}

function intervalOf(value: number, error: number, n: number, level: number): Interval | undefined {
  if (n < 2) return undefined
  const half = -studentTQuantile((1 - level) / 2, n - 1) * error
  if (!(half > 0 && Number.isFinite(half))) return undefined
  return { low: value - half, high: value + half, level, method: 'delta' }
}
