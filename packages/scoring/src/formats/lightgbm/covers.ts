import type { Forest } from './forest.ts'
import type { LineScanner } from './lines.ts'
import { readIntegers } from './numbers.ts'
import type { TreeBlock } from './tree-block.ts'

/** Of LightGBM's data_size_t. */
const mostRows = 0x7fffffff

/**
 * Appends how many rows of the training data reached the nodes and leaves of one tree. Where a tree
 * with splits does not say, the forest as a whole does not.
 *
 * @throws Refusal naming the line
 */
export function appendCovers(
  forest: Forest,
  scanner: LineScanner,
  block: TreeBlock,
  leaves: number,
): void {
  const [nodeLine, leafLine] = [block.find('internal_count'), block.find('leaf_count')]
  if (leaves === 1 || nodeLine === undefined || leafLine === undefined) {
    // A tree without splits takes no part in what covers are for.
    if (leaves > 1) forest.hasCovers = false
    for (let leaf = 0; leaf < leaves; leaf++) forest.leafCovers.push(0)
    for (let node = 1; node < leaves; node++) forest.nodeCovers.push(0)
    return
  }
  const rule = { minimum: 0, maximum: mostRows }
  const nodes = { what: 'internal_count', count: leaves - 1, ...rule }
  for (const cover of readIntegers(scanner, nodeLine, nodes)) forest.nodeCovers.push(cover)
  const counts = { what: 'leaf_count', count: leaves, ...rule }
  for (const cover of readIntegers(scanner, leafLine, counts)) forest.leafCovers.push(cover)
}
