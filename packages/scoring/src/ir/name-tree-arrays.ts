import type { ModelBuilder } from './builder.ts'
import type { TreeArrays } from './tree-arrays.ts'
import type { TreeEnsembleStep } from './types.ts'

type ArrayNames = Pick<
  TreeEnsembleStep,
  | 'roots'
  | 'treeSlots'
  | 'features'
  | 'thresholds'
  | 'flags'
  | 'left'
  | 'right'
  | 'leafValues'
  | 'covers'
  | 'categories'
  | 'linearLeaves'
>

/**
 * Stores the trees of an importer as coefficients under the usual names: what `treeArraysOf` reads. The
 * base and the weights of trees are the importer's own to store.
 *
 * @returns the names, as a step has them
 */
export function nameTreeArrays(
  builder: ModelBuilder,
  trees: TreeArrays,
  leafWidth: number,
): ArrayNames {
  const { categories, covers, linear } = trees
  const leafShape = leafWidth === 1 ? [trees.leafCount] : [trees.leafCount, leafWidth]
  return {
    roots: builder.coefficient('trees.roots', trees.roots),
    treeSlots: builder.coefficient('trees.slots', trees.treeSlots),
    features: builder.coefficient('trees.features', trees.features),
    thresholds: builder.coefficient('trees.thresholds', trees.thresholds),
    flags: builder.coefficient('trees.flags', trees.flags),
    left: builder.coefficient('trees.left', trees.left),
    right: builder.coefficient('trees.right', trees.right),
    leafValues: builder.coefficient('trees.leafValues', trees.leafValues, leafShape),
    ...(covers && {
      covers: {
        nodes: builder.coefficient('trees.covers.nodes', covers.nodes),
        leaves: builder.coefficient('trees.covers.leaves', covers.leaves),
      },
    }),
    ...(categories && {
      categories: {
        offsets: builder.coefficient('trees.categories.offsets', categories.offsets),
        words: builder.coefficient('trees.categories.words', categories.words),
      },
    }),
    ...(linear && {
      linearLeaves: {
        constants: builder.coefficient('trees.linear.constants', linear.constants),
        offsets: builder.coefficient('trees.linear.offsets', linear.offsets),
        features: builder.coefficient('trees.linear.features', linear.features),
        coefficients: builder.coefficient('trees.linear.coefficients', linear.coefficients),
      },
    }),
  }
}
