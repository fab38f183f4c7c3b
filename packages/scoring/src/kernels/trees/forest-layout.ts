import type { TreeArrays } from '../../ir/tree-arrays.ts'
import type { TreeEnsembleStep } from '../../ir/types.ts'
import type { ForestMemory } from '../wasm/forest-memory.ts'
import type { Address } from '../wasm/kernels.ts'
import type { ColumnRead } from './folded/trace-column.ts'
import type { NormalForest } from './normal-forest.ts'

/** What a layout is made of. */
export interface ForestSource {
  readonly step: TreeEnsembleStep
  readonly trees: TreeArrays
  readonly forest: NormalForest
  /** Comparisons to the deepest leaf of each tree. */
  readonly depths: Int32Array
}

/**
 * The trees of a step in the memory of the kernels, and where in it what lies. Making it takes long,
 * and using it does not; it is data, so that one thread can make it for another.
 */
export type ForestLayout = PlainLayout | LinearLayout

interface AnyLayout {
  readonly memory: ForestMemory
  /** Rows that there is room for: 2^shift. */
  readonly shift: number
  /** Where rows go, and where sums are found, as indices of doubles. */
  readonly rowsAt: number
  readonly sumsAt: number
}

/** Trees whose leaves are numbers: records of how rows are scored. */
export interface PlainLayout extends AnyLayout {
  readonly kind: 'plain'
  /** What a row is made of, instead of the step's input. */
  readonly reads: readonly ColumnRead[]
  readonly together: { readonly by: 'masks' | 'ranks' | 'walks'; readonly record: Address }
  readonly single: { readonly by: 'lanes' | 'ranks' | 'walks'; readonly record: Address }
}

/** Trees with linear leaves: records of walks, which leave the leaf of each tree as its sum. */
export interface LinearLayout extends AnyLayout {
  readonly kind: 'linear'
  readonly walks: readonly Address[]
}
