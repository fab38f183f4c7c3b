import type { Level } from '../../contract/types.ts'
import { mixHash } from '../../kernels/mix-hash.ts'
import type { Ctrs } from './ctrs.ts'
import type { Features } from './features.ts'
import type { Section } from './section.ts'

/** A category by its text and by the hash that trees know it by, with sign. */
export interface KnownCategory {
  readonly text: string
  readonly hash: number
}

/**
 * The categories of each feature, by its number among the features of categories. The file has the texts
 * of all features in one list: a feature has those that its questions and its own statistics know.
 * Where combinations are made of it, and it has no statistics of its own, it has all.
 *
 * @throws Refusal where the file has hashes only
 */
export function readCategories(
  info: Section,
  features: Features,
  { tables }: Ctrs,
): ReadonlyMap<number, readonly KnownCategory[]> {
  const all = info.sections('cat_features_hash').map((section): KnownCategory => {
    const hash = section.integer('hash', 0, 0xffffffff)
    return { text: section.text('value'), hash: hash | 0 }
  })
  if (features.categories.size > 0 && all.length === 0) {
    throw info.refuse('cat_features_hash', {
      found: 'hashes of categories without their texts',
      expected: 'the texts of the categories',
      hint: 'Save the model with the data that it was trained on: model.save_model("model.json", format="json", pool=train_pool).',
    })
  }
  const asked = new Map(
    [...features.categories].map(([feature, { asked }]) => [
      feature,
      new Set([...asked, ...equalsOf(feature, tables)]),
    ]),
  )
  const inTables = new Map([...asked.keys()].map((feature) => [feature, hashesOf(feature, tables)]))
  const others = {
    asked: new Set([...asked.values()].flatMap((values) => [...values])),
    inTables: new Set([...inTables.values()].flatMap((hashes) => [...(hashes ?? [])])),
  }
  return new Map(
    [...asked].map(([feature, values]) => {
      const own = inTables.get(feature)
      const isCombined = tables.some(({ elements }) => elements.some((one) => isPart(one, feature)))
      const known =
        own === undefined && !isCombined
          ? likelyOf(all, values, others)
          : all.filter(({ hash }) => values.has(hash) || (own?.has(hashOf(hash)) ?? true))
      return [feature, checked(known, info)]
    }),
  )
}

/**
 * The categories of a feature of which only questions tell: those, and what no feature asks for or has in
 * its statistics. The file does not say which it shares with others, so that it also has what they ask for
 * where it would have one category alone, such as the "no" of two features of "yes" and "no"; and all that
 * there are where it would have none: those of a feature that decides nothing may all be in others' statistics.
 */
function likelyOf(
  all: readonly KnownCategory[],
  values: ReadonlySet<number>,
  others: { readonly asked: ReadonlySet<number>; readonly inTables: ReadonlySet<bigint> },
): readonly KnownCategory[] {
  const possible = all.filter(({ hash }) => values.has(hash) || !others.inTables.has(hashOf(hash)))
  const likely = possible.filter(({ hash }) => values.has(hash) || !others.asked.has(hash))
  if (likely.length > 1) return likely
  return possible.length > 0 ? possible : all
}

/** @throws Refusal where there are none, or one twice */
function checked(known: readonly KnownCategory[], info: Section): readonly KnownCategory[] {
  const texts = new Set(known.map(({ text }) => text))
  if (texts.size === known.length && texts.size > 0) return known
  const found = texts.size === 0 ? 'no category of a feature' : 'a category of a feature twice'
  throw info.refuse('cat_features_hash', { found, expected: 'each category of each feature once' })
}

/** What a feature's own statistics know; `undefined` without any. */
function hashesOf(feature: number, tables: Tables): ReadonlySet<bigint> | undefined {
  const own = tables.filter(({ elements }) => isOnly(elements, feature))
  return own.length === 0 ? undefined : new Set(own.flatMap(({ table }) => [...table.hashes]))
}

/** The categories of a feature that combinations ask for one by one. */
function equalsOf(feature: number, tables: Tables): readonly number[] {
  return tables.flatMap(({ elements }) =>
    elements.flatMap((one) =>
      one.kind === 'equals' && one.feature === feature ? [one.value] : [],
    ),
  )
}

/** Whether a combination has a part for each of a feature's categories. */
function isPart(element: Elements[number], feature: number): boolean {
  return element.kind === 'category' && element.feature === feature
}

/** Numbers where all categories are written as whole numbers, since CatBoost takes 7 and "7" for one. */
export function levelsOf(categories: readonly KnownCategory[]): readonly Level[] {
  const isWhole = categories.every(({ text }) => /^(0|-?[1-9]\d{0,14})$/.test(text))
  return categories.map(({ text }) => (isWhole ? Number(text) : text))
}

type Tables = Ctrs['tables']
type Elements = Tables[number]['elements']

function isOnly(elements: Elements, feature: number): boolean {
  const [first] = elements
  return elements.length === 1 && first?.kind === 'category' && first.feature === feature
}

/** The key of a single category. */
function hashOf(category: number): bigint {
  const hash = { low: 0, high: 0 }
  mixHash(hash, category)
  return (BigInt(hash.high) << 32n) | BigInt(hash.low)
}
