import type { CategoryColumn, NumericColumn, TrainingData } from '../training-data.ts'
import type { OneHotCoding, Preprocessing, Standardisation } from './preprocessing.ts'

/**
 * The rows as a linear model sees them, sparse: of each category's 0/1 columns only the place of
 * the one is kept.
 */
export interface DesignMatrix {
  readonly rows: number
  /** Columns without the intercept. */
  readonly width: number
  readonly numericCount: number
  readonly categoryCount: number
  /** [rows x numericCount], standardised. */
  readonly numeric: Float64Array
  /** [rows x categoryCount]: the design column that is 1, or -1 for none. */
  readonly ones: Int32Array
}

/** Rounds as the ops impute@1 and scale@1 do, so that training and scoring see the same numbers. */
export function toDesignMatrix(data: TrainingData, preprocessing: Preprocessing): DesignMatrix {
  const { numeric: scalings, categories, width } = preprocessing
  const numeric = new Float64Array(data.count * scalings.length)
  scalings.forEach((scaling, at) => {
    // The scaling was learned from the column at this index, which is numeric.
    const { values } = data.features[scaling.feature] as NumericColumn
    fillStandardised(numeric, { at, stride: scalings.length }, values, scaling)
  })
  const ones = new Int32Array(data.count * categories.length)
  let first = scalings.length
  categories.forEach((coding, at) => {
    // The coding was learned from the column at this index, which is a category.
    const { codes } = data.features[coding.feature] as CategoryColumn
    fillOnes(ones, { at, stride: categories.length }, codes, { coding, first })
    first += coding.levels.length
  })
  return {
    rows: data.count,
    width,
    numericCount: scalings.length,
    categoryCount: categories.length,
    numeric,
    ones,
  }
}

/** Every `stride`-th element, beginning with the one at `at`. */
interface Lane {
  readonly at: number
  readonly stride: number
}

function fillStandardised(
  out: Float64Array,
  { at, stride }: Lane,
  values: Float64Array,
  { mean, deviation }: Standardisation,
): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number
    const present = Number.isNaN(value) ? mean : value
    out[row * stride + at] = (present - mean) / deviation
  }
}

function fillOnes(
  out: Int32Array,
  { at, stride }: Lane,
  codes: Int32Array,
  { coding, first }: { readonly coding: OneHotCoding; readonly first: number },
): void {
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number
    const index = code < 0 ? -1 : (coding.indexOfCode[code] as number)
    out[row * stride + at] = index < 0 ? -1 : first + index
  }
}
