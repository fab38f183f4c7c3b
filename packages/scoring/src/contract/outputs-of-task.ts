import type { Level, OutputField, Task } from './types.ts'

/** What decides the widths of a task's outputs. */
export interface OutputSizes {
  /** The classes by name, or their count where the source gives no names. */
  readonly classes?: readonly Level[] | number
  /** Values per row of a regression, or clusters; 1 unless said. */
  readonly targets?: number
}

/**
 * The outputs of a task: `label` and `probability` (every class, both of a binary model) for
 * classification, `value` for regression and ranking, `score` and `label` (outlier or not) for anomalies,
 * `cluster` and `distance` (from each cluster) for clustering.
 *
 * @throws RangeError for a multiclass task without classes
 */
export function outputsOfTask(task: Task, sizes: OutputSizes = {}): readonly OutputField[] {
  switch (task) {
    case 'binary':
      return classification(sizes.classes ?? 2)
    case 'multiclass':
      if (sizes.classes === undefined) throw new RangeError('multiclass needs its classes')
      return classification(sizes.classes)
    case 'regression':
    case 'ranking':
      return [{ name: 'value', type: 'number', width: sizes.targets ?? 1 }]
    case 'anomaly':
      return [
        labelField(typeof sizes.classes === 'object'),
        { name: 'score', type: 'number', width: 1 },
      ]
    case 'clustering':
      return [
        { name: 'cluster', type: 'integer', width: 1 },
        { name: 'distance', type: 'number', width: sizes.targets ?? 1 },
      ]
  }
}

function classification(classes: readonly Level[] | number): readonly OutputField[] {
  const named = typeof classes !== 'number'
  return [
    labelField(named),
    { name: 'probability', type: 'number', width: named ? classes.length : classes },
  ]
}

/** @param named whether the classes have names */
function labelField(named: boolean): OutputField {
  return { name: 'label', type: named ? 'category' : 'integer', width: 1 }
}
