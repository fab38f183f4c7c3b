import type { CategoryColumn, NumericColumn, TrainingData } from './training-data.ts'
import { TrainingRefusal } from './training-refusal.ts'

/** More distinct numbers than this are a measure, and no category. */
const mostLevels = 1000

/**
 * The data with these numeric features as categories: each distinct number is a level of its own, in
 * ascending order, such as an hour of the day. Features that are categories stay as they are.
 *
 * @throws TrainingRefusal for a name that no feature has, and for one with too many distinct numbers
 */
export function withCategories(data: TrainingData, names: readonly string[]): TrainingData {
  const unknown = names.find((name) => !data.features.some((feature) => feature.name === name))
  if (unknown !== undefined) {
    throw new TrainingRefusal({
      code: 'setting-invalid',
      place: 'oneHot',
      found: unknown,
      expected: `names among the features: ${data.features.map(({ name }) => name).join(', ')}`,
    })
  }
  const features = data.features.map((feature) =>
    feature.kind === 'numeric' && names.includes(feature.name) ? toCategory(feature) : feature,
  )
  return { ...data, features }
}

function toCategory({ name, values }: NumericColumn): CategoryColumn {
  const levels = distinctOf(name, values)
  const codeOf = new Map(levels.map((level, code) => [level, code]))
  const codes = new Int32Array(values.length)
  // Neighbours are often alike, such as the hours of rows in order of time.
  let last = Number.NaN
  let code = -1
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number
    if (value !== last) {
      last = value
      code = codeOf.get(value) ?? -1
    }
    codes[row] = code
  }
  return { kind: 'category', name, codes, levels }
}

/** In ascending order. */
function distinctOf(name: string, values: Float64Array): readonly number[] {
  const distinct = new Set<number>()
  let last = Number.NaN
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number
    if (value === last || Number.isNaN(value)) continue
    last = value
    distinct.add(value)
    if (distinct.size > mostLevels) throw tooMany(name)
  }
  return [...distinct].sort((a, b) => a - b)
}

function tooMany(name: string): TrainingRefusal {
  return new TrainingRefusal({
    code: 'too-wide',
    place: name,
    found: `over ${mostLevels} distinct numbers`,
    expected: `at most ${mostLevels} for a category`,
    hint: `Leave ${name} a number, or derive one with fewer values from it.`,
  })
}
