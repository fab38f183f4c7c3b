import { type CtrTable, readCtrTable } from './ctr-tables.ts'
import { Section } from './section.ts'

/** What a combination is made of: a category, whether a number is above a border, or one category. */
export type Element =
  | { readonly kind: 'category'; readonly feature: number }
  | { readonly kind: 'above'; readonly feature: number; readonly border: number }
  | { readonly kind: 'equals'; readonly feature: number; readonly value: number }

/** A statistic of a combination, which trees compare with borders. */
export interface Ctr {
  readonly elements: readonly Element[]
  /** Which table of `tables`. */
  readonly table: number
  /** The statistic of each combination of the table, in the order of its hashes. */
  readonly values: Float32Array
  /** Of a combination that is in no table. */
  readonly unseen: number
  readonly borders: Float32Array
  readonly targetBorder: number
}

export interface Ctrs {
  readonly ctrs: readonly Ctr[]
  readonly tables: readonly { readonly elements: readonly Element[]; readonly table: CtrTable }[]
}

const types = [
  'Borders',
  'Buckets',
  'BinarizedTargetMeanValue',
  'FloatTargetMeanValue',
  'Counter',
  'FeatureFreq',
] as const
type CtrType = (typeof types)[number]

/** @throws Refusal where a statistic names no table, or one table stands for several statistics */
export function readCtrs(root: Section, info: Section): Ctrs {
  const sections = info.sections('ctrs')
  if (sections.length === 0) return { ctrs: [], tables: [] }
  checkUnambiguous(sections)
  const data = root.section('ctr_data')
  const places = new Map<string, number>()
  const tables: Ctrs['tables'][number][] = []
  const ctrs = sections.map((section) => {
    const identifier = section.text('identifier')
    const elements = section.sections('elements').map(readElement)
    const known = places.get(identifier)
    const place = known ?? tables.length
    if (known === undefined) {
      places.set(identifier, place)
      const table = readCtrTable(new Section(data.raw(identifier), `/ctr_data/${identifier}`))
      tables.push({ elements, table })
    }
    // The table was there or has been put there.
    return toCtr(section, elements, place, (tables[place] as Ctrs['tables'][number]).table)
  })
  return { ctrs, tables }
}

function toCtr(
  section: Section,
  elements: readonly Element[],
  place: number,
  table: CtrTable,
): Ctr {
  const type = section.text('ctr_type')
  const known = types.find((one) => one === type)
  if (known === undefined) {
    const detail = { found: type, expected: types.join(', ') }
    throw section.refuse('ctr_type', detail, 'model-unsupported')
  }
  const targetBorder = section.integer('target_border_idx', 0, 1023)
  const value = statistic(section)
  const count = table.hashes.length
  const values = Float32Array.from({ length: count }, (_, i) => {
    const numbers = table.numbers.subarray(i * table.width, (i + 1) * table.width)
    return value(...countsOf(known, numbers, targetBorder, table.denominator))
  })
  const unseen = value(0, isCounter(known) ? table.denominator : 0)
  return {
    elements,
    table: place,
    values,
    unseen,
    borders: section.floats('borders'),
    targetBorder,
  }
}

/** How many rows there were of a combination, and of them those that count. */
function countsOf(
  type: CtrType,
  numbers: Float64Array,
  targetBorder: number,
  denominator: number,
): readonly [good: number, total: number] {
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
  switch (type) {
    case 'Borders':
      return [sum(numbers.subarray(targetBorder + 1)), sum(numbers)]
    case 'Buckets':
      return [numbers[targetBorder] ?? Number.NaN, sum(numbers)]
    case 'BinarizedTargetMeanValue':
    case 'FloatTargetMeanValue':
      return [numbers[0] ?? Number.NaN, numbers[1] ?? Number.NaN]
    case 'Counter':
    case 'FeatureFreq':
      return [numbers[0] ?? Number.NaN, denominator]
  }
}

function isCounter(type: CtrType): boolean {
  return type === 'Counter' || type === 'FeatureFreq'
}

/** ((good + prior) / (total + denominator) + shift) * scale, rounded to a float at every step. */
function statistic(section: Section): (good: number, total: number) => number {
  const [prior, denominator, shift, scale] = [
    ...['prior_numerator', 'prior_denomerator', 'shift', 'scale'].map((key) =>
      Math.fround(section.number(key)),
    ),
  ] as [number, number, number, number]
  return (good, total) => {
    const share = Math.fround(
      Math.fround(Math.fround(good) + prior) / Math.fround(Math.fround(total) + denominator),
    )
    const value = Math.fround(Math.fround(share + shift) * scale)
    if (Number.isFinite(value)) return value
    const detail = { found: `a statistic that is ${value}`, expected: 'finite statistics' }
    throw section.refuse('prior_denomerator', detail)
  }
}

function readElement(section: Section): Element {
  const kind = section.text('combination_element')
  const most = 0x80000000
  switch (kind) {
    case 'cat_feature_value':
      return { kind: 'category', feature: section.integer('cat_feature_index', 0, most) }
    case 'float_feature':
      return {
        kind: 'above',
        feature: section.integer('float_feature_index', 0, most),
        border: Math.fround(section.number('border')),
      }
    case 'cat_feature_exact_value':
      return {
        kind: 'equals',
        feature: section.integer('cat_feature_index', 0, most),
        value: section.integer('value', -most, most - 1),
      }
    default: {
      const expected = 'cat_feature_value, float_feature or cat_feature_exact_value'
      throw section.refuse('combination_element', { found: kind, expected }, 'model-unsupported')
    }
  }
}

/**
 * With several ways to make classes of the target CatBoost writes their tables under one name, so that
 * all but one are lost.
 */
function checkUnambiguous(sections: readonly Section[]): void {
  const seen = new Set<string>()
  for (const section of sections) {
    const said = ['identifier', 'target_border_idx', 'prior_numerator', 'prior_denomerator']
    const key = JSON.stringify(said.map((name) => section.plain(name)))
    if (seen.has(key)) {
      const detail = {
        found: 'statistics of several targets under one name, of which the file holds only one',
        expected: 'one table for each statistic',
        hint: 'CatBoost cannot write this model as JSON without loss. Train one model for each target, or without categorical features.',
      }
      throw section.refuse('identifier', detail, 'model-unsupported')
    }
    seen.add(key)
  }
}
