import { shown } from '../../shown.ts'
import type { Ctr } from './ctrs.ts'
import type { CategoryFeature, Features, FloatFeature } from './features.ts'
import type { Section } from './section.ts'

/** A question that trees ask by its number. */
export type Split =
  | { readonly kind: 'float'; readonly feature: number; readonly border: number }
  | { readonly kind: 'category'; readonly feature: number; readonly value: number }
  | { readonly kind: 'ctr'; readonly ctr: number; readonly border: number; readonly target: number }

/** All questions in the order of their numbers: of floats, of categories, of statistics. */
export function listSplits(
  { floats, categories }: Features,
  ctrs: readonly Ctr[],
): readonly Split[] {
  return [
    ...inOrder(floats).flatMap(([feature, { borders }]: [number, FloatFeature]) =>
      Array.from(borders, (border): Split => ({ kind: 'float', feature, border })),
    ),
    ...inOrder(categories).flatMap(([feature, { asked }]: [number, CategoryFeature]) =>
      asked.map((value): Split => ({ kind: 'category', feature, value })),
    ),
    ...ctrs.flatMap(({ borders, targetBorder }, ctr) =>
      Array.from(borders, (border): Split => ({ kind: 'ctr', ctr, border, target: targetBorder })),
    ),
  ]
}

function inOrder<T>(features: ReadonlyMap<number, T>): [number, T][] {
  return [...features].sort(([a], [b]) => a - b)
}

/**
 * The number of the question that a tree asks. The file says it twice, by number and in words.
 *
 * @throws Refusal `model-corrupt` where the two disagree: CatBoost itself reads the number alone
 */
export function readSplit(section: Section, splits: readonly Split[]): number {
  const index = section.integer('split_index', 0, splits.length - 1)
  const split = splits[index]
  const found = wordsOf(section)
  const expected = split === undefined ? '' : shownSplit(split)
  if (found === expected) return index
  throw section.refuse('split_index', {
    found: `${index}, beside ${found}`,
    expected: `${expected}, which is number ${index}`,
    hint: 'The file was edited, or written by a release with a fault. Save the model again with CatBoost.',
  })
}

function wordsOf(section: Section): string {
  const type = section.text('split_type')
  switch (type) {
    case 'FloatFeature': {
      const feature = section.integer('float_feature_index', 0, 0x7fffffff)
      return shownSplit({ kind: 'float', feature, border: section.number('border') })
    }
    case 'OneHotFeature': {
      const feature = section.integer('cat_feature_index', 0, 0x7fffffff)
      return shownSplit({ kind: 'category', feature, value: section.number('value') })
    }
    case 'OnlineCtr': {
      const target = section.integer('ctr_target_border_idx', 0, 1023)
      return shownSplit({ kind: 'ctr', ctr: 0, border: section.number('border'), target })
    }
    default: {
      const detail = { found: shown(type), expected: 'FloatFeature, OneHotFeature or OnlineCtr' }
      throw section.refuse('split_type', detail, 'model-unsupported')
    }
  }
}

/** The file does not say of which statistic a tree asks, only of which class of the target. */
function shownSplit(split: Split): string {
  switch (split.kind) {
    case 'float':
      return `number ${split.feature} above ${split.border}`
    case 'category':
      return `category ${split.feature} is ${split.value}`
    case 'ctr':
      return `statistic of target ${split.target} above ${split.border}`
  }
}
