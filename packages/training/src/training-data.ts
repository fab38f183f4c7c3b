import type { Level } from '@ratchet-ml/scoring'
import { TrainingRefusal } from './training-refusal.ts'

/** Numbers, one a row. */
export interface NumericColumn {
  readonly kind: 'numeric'
  readonly name: string
  /** NaN is missing; infinities are refused. */
  readonly values: Float64Array
  /** How the value is written in a row; `number` unless said. Booleans are 0 and 1 here. */
  readonly type?: 'number' | 'integer' | 'boolean'
}

/** Categories, one code a row. */
export interface CategoryColumn {
  readonly kind: 'category'
  readonly name: string
  /** Index into `levels`; -1 is missing. */
  readonly codes: Int32Array
  readonly levels: readonly Level[]
}

export type TrainingColumn = NumericColumn | CategoryColumn

/** Rows to learn from, column by column. */
export interface TrainingData {
  readonly count: number
  readonly features: readonly TrainingColumn[]
  /** The answers: 0 and 1 for two classes, numbers for a regression. */
  readonly label: Float64Array
  /** How often each row counts; once unless said. Above zero. */
  readonly weight?: Float64Array
}

/**
 * What every trainer needs to be true of its data.
 *
 * @throws TrainingRefusal for values that nothing can be learned from
 * @throws RangeError when columns differ in length: a fault of the caller
 */
export function checkTrainingData(data: TrainingData): void {
  if (data.count < 1) {
    throw new TrainingRefusal({
      code: 'data-empty',
      place: 'rows',
      found: String(data.count),
      expected: 'at least one',
      hint: 'Widen the time range, or check the name of the time column.',
    })
  }
  checkNames(data.features)
  for (const feature of data.features) checkFeature(feature, data.count)
  checkLength('label', data.label, data.count)
  checkLabel(data.label)
  if (data.weight !== undefined) checkWeight(data.weight, data.count)
}

function checkNames(features: readonly TrainingColumn[]): void {
  const names = features.map((feature) => feature.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (names.length > 0 && twice === undefined) return
  throw new TrainingRefusal({
    code: 'feature-invalid',
    place: 'features',
    found: twice === undefined ? 'none' : `${twice} twice`,
    expected: 'at least one, each once',
  })
}

function checkFeature(feature: TrainingColumn, count: number): void {
  const values = feature.kind === 'numeric' ? feature.values : feature.codes
  checkLength(feature.name, values, count)
  if (feature.kind === 'category') {
    const beyond = feature.codes.find((code) => code < -1 || code >= feature.levels.length)
    if (beyond === undefined) return
    throw new RangeError(`${feature.name} has code ${beyond} of ${feature.levels.length} levels.`)
  }
  const row = feature.values.findIndex((value) => value - value !== 0 && !Number.isNaN(value))
  if (row < 0) return
  throw new TrainingRefusal({
    code: 'feature-invalid',
    place: `${feature.name}, row ${row}`,
    found: String(feature.values[row]),
    expected: 'finite numbers or missing values',
  })
}

function checkLabel(label: Float64Array): void {
  const row = label.findIndex((value) => !Number.isFinite(value))
  if (row < 0) return
  throw new TrainingRefusal({
    code: 'label-invalid',
    place: `label, row ${row}`,
    found: Number.isNaN(label[row]) ? 'a missing value' : String(label[row]),
    expected: 'a finite number in every row',
    hint: 'Leave out the rows whose outcome is not known.',
  })
}

function checkWeight(weight: Float64Array, count: number): void {
  checkLength('weight', weight, count)
  const row = weight.findIndex((value) => !(value > 0 && value < Number.POSITIVE_INFINITY))
  if (row < 0) return
  throw new TrainingRefusal({
    code: 'weight-invalid',
    place: `weight, row ${row}`,
    found: String(weight[row]),
    expected: 'a finite number above 0',
  })
}

function checkLength(name: string, values: { readonly length: number }, count: number): void {
  if (values.length === count) return
  throw new RangeError(`${name} has ${values.length} values for ${count} rows.`)
}
