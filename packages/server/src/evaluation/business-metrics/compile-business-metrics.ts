import type { BusinessMetric } from '@ratchet-ml/protocol'
import {
  type Metric,
  type NumberMetricOptions,
  numberMean,
  numberRatio,
  numberSum,
  type PredictionKind,
} from '@ratchet-ml/stats'
import type { Column, ColumnBatch } from '../../datasets/types.ts'
import { Problem } from '../../platform/problem.ts'
import { checkMetricNames } from './check-metric-names.ts'
import { type CompiledNumber, compileNumber } from './compile-number.ts'
import { type PredictedColumn, predictedColumns } from './predicted-columns.ts'
import { columnsOfRows } from './rows-of-columns.ts'
import type { BusinessMetrics, BusinessScope, JudgedBatch, RowAnswers } from './types.ts'

/**
 * Compiles the metrics that a model declares over the columns of a dataset and what is predicted.
 *
 * @throws Problem `expression-invalid` that names the metric and the place in its expression;
 * `config-invalid` for a name that the catalogue has, or a sum that is divided
 */
export function compileBusinessMetrics(
  declared: Readonly<Record<string, BusinessMetric>>,
  scope: BusinessScope,
): BusinessMetrics {
  checkMetricNames(Object.keys(declared))
  const predicted = predictedColumns(scope)
  const compiled = Object.entries(declared).map(([name, metric]) =>
    compileOne(name, metric, scope, predicted),
  )
  const columns = [...new Set(compiled.flatMap(({ numbers }) => numbers.flatMap((n) => n.columns)))]
  return {
    metrics: compiled.map(({ metric }) => metric),
    columns,
    given(by) {
      const added = compiled.filter(({ needs }) => needs.every((kind) => by.has(kind)))
      return new Set([...by, ...added.map(({ metric }) => metric.needs)])
    },
    answer: (rows, answers) => {
      const own = compiled.filter(({ needs }) => needs.every((kind) => answers[kind] !== undefined))
      if (own.length === 0) return answers
      const batch = batchOf(rows, answers, columns, predicted, scope.label)
      const added = own.map(({ metric, numbers }) => [metric.needs, numbersOf(numbers, batch)])
      return { ...answers, ...Object.fromEntries(added) }
    },
  }
}

interface CompiledMetric {
  readonly metric: Metric
  /** The number of a row; with a divisor, both. */
  readonly numbers: readonly CompiledNumber[]
  readonly needs: readonly PredictionKind[]
}

function compileOne(
  name: string,
  declared: BusinessMetric,
  scope: BusinessScope,
  predicted: readonly PredictedColumn[],
): CompiledMetric {
  const { title = name, value, per, sum, direction } = declared
  if (per !== undefined && sum !== undefined) throw dividedSum(name)
  const number = compileNumber({ metric: name, part: 'value', source: value, scope, predicted })
  const options = { name, title, direction }
  if (per === undefined) {
    const formula = `${sum === undefined ? 'mean' : 'sum'} of ${value}`
    const metric = (sum === undefined ? numberMean : numberSum)({ ...options, formula })
    return { metric, numbers: [number], needs: number.needs }
  }
  const divisor = compileNumber({ metric: name, part: 'per', source: per, scope, predicted })
  const described: NumberMetricOptions = { ...options, formula: `sum of ${value} / sum of ${per}` }
  const needs = [...new Set([...number.needs, ...divisor.needs])]
  return { metric: numberRatio(described), numbers: [number, divisor], needs }
}

/** The rows alone, with what was answered and what happened beside their columns. */
function batchOf(
  rows: JudgedBatch,
  answers: RowAnswers,
  names: readonly string[],
  predicted: readonly PredictedColumn[],
  label: string,
): ColumnBatch {
  const columns = new Map<string, Column>(columnsOfRows(rows, names))
  const happened = columns.get(label)
  if (happened !== undefined) columns.set('label', happened)
  for (const { name, needs, toColumn } of predicted) {
    const own = answers[needs]
    if (own !== undefined) columns.set(name, toColumn(own.subarray(0, rows.count)))
  }
  return { count: rows.count, columns }
}

/** One number a row; of two they are beside each other. */
function numbersOf(numbers: readonly CompiledNumber[], batch: ColumnBatch): Float64Array {
  const [first, second] = numbers.map(({ compute }) => compute(batch))
  if (first === undefined) throw new TypeError('a metric without a number')
  if (second === undefined) return first
  const pairs = new Float64Array(2 * batch.count)
  for (let i = 0; i < batch.count; i++) {
    pairs[2 * i] = first[i] ?? Number.NaN
    pairs[2 * i + 1] = second[i] ?? Number.NaN
  }
  return pairs
}

function dividedSum(name: string): Problem {
  return new Problem('config-invalid', `The metric ${name} has both sum and per.`, {
    hint: 'A metric with `per` is a ratio of two sums already: leave `sum` out.',
  })
}
