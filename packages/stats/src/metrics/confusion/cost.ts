import type { Metric } from '../types.ts'
import { tableMetric } from './cell-metric.ts'
import { meanOfCellsInterval } from './cost-interval.ts'

/**
 * Mean cost of a decision, by a matrix of what each label costs under each prediction, row by row
 * (negative: a gain). Student's t interval.
 *
 * @param costs `costs[label * classes + prediction]`, of 2 or more classes
 */
export function cost(costs: readonly number[], name: string): Metric {
  const classes = Math.round(Math.sqrt(costs.length))
  return tableMetric({
    name,
    title: 'Cost per decision',
    tasks: ['binary', 'multiclass'],
    direction: 'lower',
    needs: 'label',
    definition:
      'Mean cost of a decision by a matrix of what each label costs under each prediction, row by ' +
      'row: `cost:0,1,5,0` says that a false alarm costs 1 and a miss 5.',
    formula: 'sum w C[label, prediction] / sum w',
    range: 'least to greatest cost of the matrix',
    undefinedWhen: 'a class is not in the matrix, or no row has weight',
    interval: { kind: 'analytic', method: "Student's t", unit: 'rows', from: 500 },
    ofTable(table, level, n) {
      if (table.classes > classes) {
        const detail = `A label or a prediction is ${table.classes - 1}; the costs are of ${classes} classes.`
        return { reason: 'invalid-label', detail }
      }
      const ofCell = Float64Array.from(table.weights, (_, cell) => {
        const label = Math.floor(cell / table.classes)
        return costs[label * classes + (cell % table.classes)] as number // in the matrix
      })
      return meanOfCellsInterval(table, ofCell, level, n)
    },
  })
}
