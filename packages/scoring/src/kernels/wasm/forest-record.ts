import type { Arena } from './arena.ts'
import type { Address } from './kernels.ts'

/** The fields of class Forest in tools/kernels/assembly/forest.ts, which says what each means. */
const doubles = ['sign', 'band'] as const
const words = [
  'readsFloats',
  'codes',
  'rows',
  'rowBytes',
  'numbers',
  'numberCount',
  'half',
  'categories',
  'categoryCount',
  'sets',
  'setCount',
  'columns',
  'classes',
  'rankCount',
  'shift',
  'trees',
  'treeCount',
  'leaves',
  'slots',
  'isDouble',
  'isWide',
  'hasCategories',
  'behind',
  'walks',
  'tops',
  'sums',
  'starts',
  'slotCount',
  'leafWidth',
  'addsFloats',
  'scratch',
] as const

export type ForestRecord = {
  readonly [Name in (typeof doubles)[number] | (typeof words)[number]]: number
}

/** Writes the record of a forest for the kernels; what is not said is 0. */
export function writeForest(arena: Arena, forest: Partial<ForestRecord>): Address {
  const address = arena.reserve(8 * doubles.length + 4 * words.length)
  doubles.forEach((name, i) => {
    arena.doubles[address / 8 + i] = forest[name] ?? 0
  })
  const first = address / 4 + 2 * doubles.length
  words.forEach((name, i) => {
    arena.words[first + i] = forest[name] ?? 0
  })
  return address
}
