import type { Header } from './header.ts'
import { refuseLine } from './lines.ts'
import type { PandasLevel, Tail } from './tail.ts'

const mostPairs = 20_000_000

/** Which features are categories, and the levels that pandas gave them. */
export interface CategoryColumns {
  readonly isCategory: readonly boolean[]
  /** By feature; absent where the file does not say. */
  readonly levels: ReadonlyMap<number, readonly PandasLevel[]>
  /** The file does not say outright which levels belong to which feature; only one way fits. */
  readonly isGuessed: boolean
}

/**
 * pandas_categorical lists the levels of the category columns in column order, but not which columns
 * these are: ordered categories train as plain numbers, and coded columns can be categories without
 * levels. Levels are given out where exactly one way fits the codes that training saw.
 *
 * @throws Refusal `model-unsupported` when several ways fit, or none
 */
export function findCategoryColumns(header: Header, { parameters, pandas }: Tail): CategoryColumns {
  const features = describeFeatures(header, parameters)
  const isCategory = features.map((feature) => feature.isCategory)
  if (pandas === undefined || pandas.columns.length === 0) {
    return { isCategory, levels: new Map(), isGuessed: false }
  }
  const { columns, line } = pandas
  const categories = isCategory.filter(Boolean).length
  const isPossible = features.length * columns.length <= mostPairs
  const all = isPossible ? align(features, columns, true) : 'several'
  const found = all === 'none' ? align(features, columns, false) : all
  if (typeof found === 'object') {
    return { isCategory, levels: found, isGuessed: categories !== columns.length }
  }
  const detail = {
    found: `levels of ${columns.length} columns for ${categories} categorical features`,
    expected: `one way to give them out; ${found} fit`,
    hint: 'train with every pandas category column unordered and left to categorical_feature=auto, or turn categories into numbers before training',
  }
  throw refuseLine(line, 'pandas_categorical', detail, 'model-unsupported')
}

interface Feature {
  readonly isCategory: boolean
  /** How many levels a category must have for the codes seen in training; Infinity: none can. */
  readonly leastLevels: number
}

function describeFeatures(
  { featureInfos }: Header,
  parameters: ReadonlyMap<string, string>,
): readonly Feature[] {
  const listed = new Set(parameters.get('categorical_feature')?.split(','))
  return featureInfos.map((info, index) => {
    const isRange = info.startsWith('[')
    const isCategory = (!isRange && info !== 'none') || listed.has(String(index))
    if (info === 'none') return { isCategory, leastLevels: 0 }
    const codes = info
      .replace(/^\[|\]$/g, '')
      .split(':')
      .map(Number)
    const isCodes = codes.every((code) => Number.isInteger(code) && code >= -1)
    const largest = codes.reduce((most, code) => Math.max(most, code), -1)
    const isOrdered = isCodes && (codes[0] ?? -1) >= 0
    const fits = isRange ? isOrdered : isCodes
    return { isCategory, leastLevels: fits ? largest + 1 : Number.POSITIVE_INFINITY }
  })
}

/** The one way to give the columns to features in order, or how many there are. */
function align(
  features: readonly Feature[],
  columns: readonly (readonly PandasLevel[])[],
  mustTakeAll: boolean,
): ReadonlyMap<number, readonly PandasLevel[]> | 'none' | 'several' {
  const width = columns.length + 1
  // ways[i * width + j]: 0, 1 or 2 (= several) ways to give columns j.. to features i..
  const ways = new Uint8Array((features.length + 1) * width)
  ways[features.length * width + columns.length] = 1
  const take = (i: number, j: number): number => {
    const levels = columns[j]
    const feature = features[i]
    if (levels === undefined || feature === undefined) return 0
    return levels.length >= feature.leastLevels ? (ways[(i + 1) * width + j + 1] as number) : 0
  }
  const skip = (i: number, j: number): number =>
    mustTakeAll && features[i]?.isCategory === true ? 0 : (ways[(i + 1) * width + j] as number)
  for (let i = features.length - 1; i >= 0; i--) {
    for (let j = 0; j <= columns.length; j++) {
      ways[i * width + j] = Math.min(2, take(i, j) + skip(i, j))
    }
  }
  if (ways[0] !== 1) return ways[0] === 0 ? 'none' : 'several'
  const found = new Map<number, readonly PandasLevel[]>()
  for (let i = 0, j = 0; i < features.length; i++) {
    const levels = columns[j]
    if (levels === undefined || take(i, j) !== 1) continue
    // A category without levels never had a value: nothing is known that a contract could hold.
    if (levels.length > 0) found.set(i, levels)
    j += 1
  }
  return found
}
