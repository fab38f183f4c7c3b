import type { Arena } from '../wasm/arena.ts'
import type { ForestRecord } from '../wasm/forest-record.ts'
import type { Address } from '../wasm/kernels.ts'
import type { CategoryClasses } from './category-classes.ts'
import type { CategoryView, NumberView } from './normal-forest.ts'

const columnBytes = 32
const categoryBytes = 16
const setBytes = 48
/** Codes of NaN. */
const [none, any] = [-1, -2]

/** A column of numbers; one without thresholds is never searched. */
export interface NumberColumn {
  readonly view: NumberView
  readonly thresholds?: Float64Array
}

/**
 * Writes columns of numbers in the form of tools/kernels/assembly/columns.ts. The thresholds of each
 * are filled up to `size`, for searches that go through all columns in step, or just to the next 2^n - 1.
 */
export function placeNumbers(
  arena: Arena,
  columns: readonly NumberColumn[],
  size?: number,
): Pick<ForestRecord, 'numbers' | 'numberCount' | 'half'> {
  const numbers = arena.reserve(columns.length * columnBytes)
  let most = 0
  for (const [i, { view, thresholds }] of columns.entries()) {
    const own = thresholds === undefined ? 0 : halfOf(thresholds.length)
    const half = thresholds === undefined ? 0 : halfOf(size ?? thresholds.length)
    const first = thresholds === undefined ? 0 : placeThresholds(arena, thresholds, half)
    const at = numbers + i * columnBytes
    arena.words.set([8 * view.feature, first], at / 4)
    arena.doubles.set([view.onNaN, view.onZero], at / 8 + 1)
    arena.words[at / 4 + 6] = 8 * own
    most = Math.max(most, half)
  }
  return { numbers, numberCount: columns.length, half: 8 * most }
}

/** Where a binary search over `count` thresholds starts: 2^n - 1 places are enough. */
function halfOf(count: number): number {
  return 1 << (31 - Math.clz32(count))
}

function placeThresholds(arena: Arena, thresholds: Float64Array, half: number): Address {
  const filled = new Float64Array(2 * half - 1).fill(Number.POSITIVE_INFINITY)
  filled.set(thresholds)
  return arena.reserveDoubles(filled)
}

/** Writes columns of categories in the form of categories.ts, with the classes of codes if given. */
export function placeCategories(
  arena: Arena,
  views: readonly CategoryView[],
  classes: readonly Uint8Array[] = [],
): Pick<ForestRecord, 'categories' | 'categoryCount'> {
  const categories = arena.reserve(views.length * categoryBytes)
  for (const [i, { feature, hasNaN }] of views.entries()) {
    const own = classes[i] ?? new Uint8Array(0)
    const first = arena.reserve(own.length)
    arena.bytes.set(own, first)
    const record = [8 * feature, hasNaN ? any : none, first, own.length]
    arena.words.set(record, (categories + i * categoryBytes) / 4)
  }
  return { categories, categoryCount: views.length }
}

/** Writes the sets of categories in the form of categories.ts. */
export function placeSets(
  arena: Arena,
  sets: CategoryClasses['sets'],
): Pick<ForestRecord, 'sets' | 'setCount'> {
  const address = arena.reserve(sets.length * setBytes)
  for (const [i, { view, bits }] of sets.entries()) {
    const at = address + i * setBytes
    arena.words[at / 4] = view
    arena.bytes.set(bits, at + 16)
  }
  return { sets: address, setCount: sets.length }
}
