import { limits } from '../../ir/limits.ts'
import type { Section } from './section.ts'

/** A feature of numbers, compared as 32-bit floats. */
export interface FloatFeature {
  /** Place among all features of a row. */
  readonly flat: number
  readonly name: string
  readonly borders: Float32Array
  readonly hasMissing: boolean
  /** NaN is above every border. */
  readonly missingIsAbove: boolean
}

/** A feature of categories, known to the trees by the hashes of their texts. */
export interface CategoryFeature {
  readonly flat: number
  readonly name: string
  /** Hashes of categories that trees ask for one by one, as whole numbers of 32 bits with sign. */
  readonly asked: readonly number[]
}

/** The features of a model by their numbers among those of their kind. */
export interface Features {
  readonly floats: ReadonlyMap<number, FloatFeature>
  readonly categories: ReadonlyMap<number, CategoryFeature>
  readonly count: number
}

/** @throws Refusal `model-unsupported` for features of text and embeddings, `model-corrupt` else */
export function readFeatures(info: Section): Features {
  for (const kind of ['text_features', 'embedding_features'] as const) {
    if (!info.has(kind) || info.list(kind).length === 0) continue
    const detail = { found: kind.replace('_', ' '), expected: 'numbers and categories only' }
    throw info.refuse(kind, detail, 'model-unsupported')
  }
  const floats = new Map(info.sections('float_features').map(readFloat))
  const categories = new Map(info.sections('categorical_features').map(readCategory))
  checkPlaces(info, [...floats.values(), ...categories.values()])
  return { floats, categories, count: floats.size + categories.size }
}

function readFloat(section: Section): [number, FloatFeature] {
  const treatment = section.text('nan_value_treatment')
  if (!['AsIs', 'AsFalse', 'AsTrue'].includes(treatment)) {
    const detail = { found: treatment, expected: 'AsIs, AsFalse or AsTrue' }
    throw section.refuse('nan_value_treatment', detail)
  }
  return [
    indexOf(section, 'feature_index'),
    {
      ...placeAndName(section),
      borders: section.has('borders') ? section.floats('borders') : new Float32Array(),
      hasMissing: section.boolean('has_nans'),
      missingIsAbove: treatment === 'AsTrue',
    },
  ]
}

function readCategory(section: Section): [number, CategoryFeature] {
  const asked = section.has('values') ? [...section.numbers('values')] : []
  const wrong = asked.findIndex((value) => (value | 0) !== value)
  if (wrong >= 0) {
    const detail = { found: String(asked[wrong]), expected: 'a whole number of 32 bits' }
    throw section.refuse(`values/${wrong}`, detail)
  }
  return [indexOf(section, 'feature_index'), { ...placeAndName(section), asked }]
}

function placeAndName(section: Section): { readonly flat: number; readonly name: string } {
  const flat = indexOf(section, 'flat_feature_index')
  const said = section.has('feature_name') ? section.text('feature_name') : ''
  return { flat, name: said === '' ? String(flat) : said }
}

function indexOf(section: Section, key: string): number {
  return section.integer(key, 0, limits.width)
}

/** Every place of a row has one feature, and every feature a name of its own. */
function checkPlaces(info: Section, all: readonly { flat: number; name: string }[]): void {
  const places = new Set(all.map(({ flat }) => flat))
  const highest = Math.max(-1, ...places)
  if (places.size !== all.length || highest + 1 !== all.length || all.length === 0) {
    const found = `${all.length} features at ${places.size} places up to ${highest}`
    throw info.refuse('float_features', { found, expected: 'one feature at each place' })
  }
  const names = all.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice === undefined) return
  const detail = { found: `two features called ${twice}`, expected: 'names that differ' }
  throw info.refuse('float_features', detail)
}
