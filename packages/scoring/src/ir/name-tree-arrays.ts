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
  prefix = 'trees',
): ArrayNames {
  const { categories, covers, linear } = trees
  const leafShape = leafWidth === 1 ? [trees.leafCount] : [trees.leafCount, leafWidth]
  return {
    roots: builder.coefficient(`${prefix}.roots`, trees.roots),
    treeSlots: builder.coefficient(`${prefix}.slots`, trees.treeSlots),
    features: builder.coefficient(`${prefix}.features`, trees.features),
    thresholds: builder.coefficient(`${prefix}.thresholds`, trees.thresholds),
    flags: builder.coefficient(`${prefix}.flags`, trees.flags),
    left: builder.coefficient(`${prefix}.left`, trees.left),
    right: builder.coefficient(`${prefix}.right`, trees.right),
    leafValues: builder.coefficient(`${prefix}.leafValues`, trees.leafValues, leafShape),
    ...(covers && {
      covers: {
        nodes: builder.coefficient(`${prefix}.covers.nodes`, covers.nodes),
        leaves: builder.coefficient(`${prefix}.covers.leaves`, covers.leaves),
      },
    }),
    ...(categories && {
      categories: {
        offsets: builder.coefficient(`${prefix}.categories.offsets`, categories.offsets),
        words: builder.coefficient(`${prefix}.categories.words`, categories.words),
      },
    }),
    ...(linear && {
      linearLeaves: {
        constants: builder.coefficient(`${prefix}.linear.constants`, linear.constants),
        offsets: builder.coefficient(`${prefix}.linear.offsets`, linear.offsets),
        features: builder.coefficient(`${prefix}.linear.features`, linear.features),
        coefficients: builder.coefficient(`${prefix}.linear.coefficients`, linear.coefficients),
      },
    }),
  }
}
