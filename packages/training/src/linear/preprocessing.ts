import type { Level } from '@ratchet-ml/scoring'
import type { CategoryColumn, NumericColumn, TrainingData } from '../training-data.ts'
import { TrainingRefusal } from '../training-refusal.ts'

/** How a numeric feature becomes a design column: (x - mean) / deviation, missing = mean. */
export interface Standardisation {
  readonly name: string
  /** Index of the feature in the data. */
  readonly feature: number
  readonly mean: number
  /** With n in the denominator; 1 for a feature of one value, whose design column is all zeros. */
  readonly deviation: number
  readonly missingSeen: boolean
}

/** How a category becomes one 0/1 column a level; missing and unseen levels are all zeros. */
export interface OneHotCoding {
  readonly name: string
  readonly feature: number
  /** The levels that some row has, in the order of the data's levels. */
  readonly levels: readonly Level[]
  /** From the data's code to the index in `levels`; -1 for a level that no row has. */
  readonly indexOfCode: Int32Array
  readonly missingSeen: boolean
}

/** What is learned of the features before any weight is. */
export interface Preprocessing {
  readonly numeric: readonly Standardisation[]
  readonly categories: readonly OneHotCoding[]
  /** Design columns: the numeric features, then every level of every category. */
  readonly width: number
}

/**
 * Means, deviations and levels of the training rows. The deviation is that of the column after
 * missing values became its mean, as scikit-learn's SimpleImputer followed by StandardScaler.
 *
 * @throws TrainingRefusal when a feature has no value at all, or its mean or deviation is beyond the
 * range of doubles
 */
export function learnPreprocessing(data: TrainingData): Preprocessing {
  const numeric: Standardisation[] = []
  const categories: OneHotCoding[] = []
  data.features.forEach((feature, index) => {
    if (feature.kind === 'numeric') numeric.push(standardise(feature, index, data))
    else categories.push(codeLevels(feature, index))
  })
  const levels = categories.reduce((sum, category) => sum + category.levels.length, 0)
  return { numeric, categories, width: numeric.length + levels }
}

function standardise(
  { name, values }: NumericColumn,
  feature: number,
  { count, weight }: TrainingData,
): Standardisation {
  let total = 0
  let present = 0
  let sum = 0
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (let row = 0; row < count; row++) {
    const value = values[row] as number
    const times = weight === undefined ? 1 : (weight[row] as number)
    total += times
    if (Number.isNaN(value)) continue
    present += times
    sum += times * value
    if (value < least) least = value
    if (value > most) most = value
  }
  if (present === 0) throw allMissing(name)
  const missingSeen = present < total
  if (least === most) return { name, feature, mean: least, deviation: 1, missingSeen }
  const unit = most - least
  const moments = momentsAround(sum / present, unit, values, weight)
  const mean = sum / present + (moments.first / present) * unit
  const shift = moments.first / present
  const variance = (moments.second - present * shift * shift) / total
  const deviation = unit * Math.sqrt(variance)
  checkScale(name, mean, deviation, { least, most })
  return { name, feature, mean, deviation, missingSeen }
}

/**
 * Sums of (x - center) / unit and of its square. The first corrects the rounding of the mean that
 * was taken as center; dividing by the range keeps squares from over- and underflowing.
 */
function momentsAround(
  center: number,
  unit: number,
  values: Float64Array,
  weight: Float64Array | undefined,
): { readonly first: number; readonly second: number } {
  let first = 0
  let second = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number
    if (Number.isNaN(value)) continue
    const times = weight === undefined ? 1 : (weight[row] as number)
    const distance = (value - center) / unit
    first += times * distance
    second += times * distance * distance
  }
  return { first, second }
}

function checkScale(
  name: string,
  mean: number,
  deviation: number,
  { least, most }: { readonly least: number; readonly most: number },
): void {
  const smallestNormal = 2.2250738585072014e-308
  if (Number.isFinite(mean) && deviation >= smallestNormal && Number.isFinite(deviation)) return
  throw new TrainingRefusal({
    code: 'feature-invalid',
    place: name,
    found: `values from ${least} to ${most}`,
    expected: 'values whose mean and deviation are ordinary numbers',
    hint: 'Give the feature in another unit.',
  })
}

function codeLevels({ name, codes, levels }: CategoryColumn, feature: number): OneHotCoding {
  const indexOfCode = new Int32Array(levels.length).fill(-1)
  let missingSeen = false
  for (const code of codes) {
    if (code < 0) missingSeen = true
    else indexOfCode[code] = 0
  }
  if (!indexOfCode.includes(0)) throw allMissing(name)
  const seen: Level[] = []
  levels.forEach((level, code) => {
    if (indexOfCode[code] === 0) indexOfCode[code] = seen.push(level) - 1
  })
  return { name, feature, levels: seen, indexOfCode, missingSeen }
}

function allMissing(name: string): TrainingRefusal {
  return new TrainingRefusal({
    code: 'feature-invalid',
    place: name,
    found: 'only missing values',
    expected: 'a value in some row',
    hint: 'Leave the feature out.',
  })
}
