import type { Interval } from '../../intervals/interval.ts'
import { normalQuantile } from '../../intervals/normal.ts'
import { defineMetric } from '../define-metric.ts'
import { NO_WEIGHT, OVERFLOW } from '../faults.ts'
import type { TallyKind } from '../gathering.ts'
import type { Metric } from '../types.ts'
import { describeNumbers, type NumberMetricOptions } from './number-metric.ts'
import { createProductSums, type ProductSums } from './product-sums.ts'

const sumTally: TallyKind<ProductSums> = {
  key: 'number-sum',
  shape: 'single',
  reads: [],
  create: () => createProductSums(1),
}

/**
 * Sum of a number of each row, given as predictions of the kind `number:NAME`.
 *
 * Its interval says how much the sum would differ had chance sent other rows: how many come is taken
 * for a Poisson draw, so the variance is the sum of the squares (a compound Poisson sum), more than
 * that of the same number of rows. A difference of two sums over the same rows is surer than that.
 */
export function numberSum(options: NumberMetricOptions): Metric {
  return defineMetric({
    ...describeNumbers(options),
    needs: `number:${options.name}`,
    definition: 'Sum over the rows of a number that is computed for each of them.',
    undefinedWhen: 'the number of a row is missing, or no row has weight',
    interval: {
      kind: 'analytic',
      method: 'normal, with the number of rows a Poisson draw',
      unit: 'rows',
      from: 1000,
    },
    keepsRows: false,
    tally: sumTally,
    evaluate(tally, level) {
      const weight = tally.total('w').hi
      if (weight === 0) return NO_WEIGHT
      const value = tally.total('a').hi
      if (!Number.isFinite(value)) return OVERFLOW
      const support = (weight * weight) / tally.total('ww').hi
      return { value, support, interval: intervalOf(value, tally.total('aa').hi, level) }
    },
  })
}

function intervalOf(value: number, squares: number, level: number): Interval | undefined {
  const half = -normalQuantile((1 - level) / 2) * Math.sqrt(squares)
  if (!(half > 0 && Number.isFinite(half))) return undefined
  return { low: value - half, high: value + half, level, method: 'normal' }
}
