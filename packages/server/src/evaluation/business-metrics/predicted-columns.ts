import type { PredictionKind } from '@ratchet-ml/stats'
import { type Column, type ColumnKind, missingBoolean } from '../../datasets/types.ts'
import type { BusinessScope } from './types.ts'

/** A name under which an expression finds what was answered. */
export interface PredictedColumn {
  readonly name: string
  readonly kind: ColumnKind
  /** The kind of answer that it is made of. */
  readonly needs: PredictionKind
  /** Answers as a column; NaN is missing. */
  toColumn(answers: Float64Array): Column
}

/**
 * What expressions may name beside the columns of the dataset: `predicted`, the class as the label
 * column writes it; `probability`, of the second of two classes; `value`, of other tasks.
 */
export function predictedColumns(scope: BusinessScope): readonly PredictedColumn[] {
  if (scope.task === 'regression' || scope.task === 'ranking') return [numberColumn('value')]
  const predicted = predictedLabel(scope)
  return scope.task === 'binary' ? [predicted, numberColumn('probability')] : [predicted]
}

function numberColumn(name: 'probability' | 'value'): PredictedColumn {
  const toColumn = (values: Float64Array): Column => ({ kind: 'number', values })
  return { name, kind: 'number', needs: name, toColumn }
}

/** As labels are read: classes by their names, else true and false, or the number of the class. */
function predictedLabel({ columns, label, classes = [] }: BusinessScope): PredictedColumn {
  const common = { name: 'predicted', needs: 'label' } as const
  const kind = columns.get(label)
  if (kind === 'boolean') {
    const toColumn = (answers: Float64Array): Column => ({
      kind,
      values: Uint8Array.from(answers, (at) => (Number.isNaN(at) ? missingBoolean : at)),
    })
    return { ...common, kind, toColumn }
  }
  if (kind === 'text') {
    const levels = { texts: classes.map(String) }
    const toColumn = (answers: Float64Array): Column => ({
      kind,
      codes: Int32Array.from(answers, (at) => (Number.isNaN(at) ? -1 : at)),
      levels,
    })
    return { ...common, kind, toColumn }
  }
  const isNamed = classes.length > 0 && classes.every((level) => typeof level === 'number')
  const toColumn = (answers: Float64Array): Column => ({
    kind: 'number',
    values: isNamed ? answers.map((at) => Number(classes[at])) : answers,
  })
  return { ...common, kind: 'number', toColumn }
}
