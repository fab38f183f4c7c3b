import type { CategorySets, TreeLayout } from './layout.ts'

// Hot loops. Typed arrays validated beforehand hold every index used here. A node is four numbers in
// `links`: column, right child, left child, category set; `+(x <= t)` picks the child without a
// branch, and several walks go side by side, as each waits for memory most of its time.

/** The leaf of one row in one tree, category nodes included. */
export function walkAny(
  layout: TreeLayout,
  root: number,
  columns: Float64Array,
  at: number,
): number {
  const { links, thresholds, sets, firstLeaf } = layout
  let node = root
  while (node < firstLeaf) {
    const link = node << 2
    const x = columns[at + (links[link] as number)] as number
    const isLow = +(x <= (thresholds[node] as number))
    node = links[link + 1 + (isLow | isInSet(sets, links[link + 3] as number, x))] as number
  }
  return node - firstLeaf
}

/**
 * 1 when a category is in a set. The empty set 0 of number nodes holds nothing, and no category is at
 * or below the threshold of a category node, so that a node's side is the or of both tests.
 */
function isInSet({ starts, lengths, words }: CategorySets, set: number, x: number): number {
  // -1, no category, becomes a word number beyond every set.
  const category = x | 0
  const word = Math.min(lengths[set] as number, category >>> 5)
  return ((words[(starts[set] as number) + word] as number) >>> (category & 31)) & 1
}

/** Adds one tree without categories and without linear leaves to every row's sums. */
export function addTree(
  layout: TreeLayout,
  tree: number,
  { columns, sums, width }: { columns: Float64Array; sums: Float64Array; width: number },
  count: number,
): void {
  const { links, thresholds, leafValues, firstLeaf } = layout
  const stride = layout.columns.width
  const root = layout.roots[tree] as number
  const depth = layout.depths[tree] as number
  const slot = layout.slots[tree] as number
  let row = 0
  for (; row + 4 <= count; row += 4) {
    const a = row * stride
    const b = a + stride
    const c = b + stride
    const d = c + stride
    let n0 = root
    let n1 = root
    let n2 = root
    let n3 = root
    for (let level = 0; level < depth; level++) {
      const l0 = n0 << 2
      const l1 = n1 << 2
      const l2 = n2 << 2
      const l3 = n3 << 2
      const x0 = columns[a + (links[l0] as number)] as number
      const x1 = columns[b + (links[l1] as number)] as number
      const x2 = columns[c + (links[l2] as number)] as number
      const x3 = columns[d + (links[l3] as number)] as number
      n0 = links[l0 + 1 + +(x0 <= (thresholds[n0] as number))] as number
      n1 = links[l1 + 1 + +(x1 <= (thresholds[n1] as number))] as number
      n2 = links[l2 + 1 + +(x2 <= (thresholds[n2] as number))] as number
      n3 = links[l3 + 1 + +(x3 <= (thresholds[n3] as number))] as number
    }
    const at = row * width + slot
    sums[at] = (sums[at] as number) + (leafValues[n0 - firstLeaf] as number)
    sums[at + width] = (sums[at + width] as number) + (leafValues[n1 - firstLeaf] as number)
    sums[at + 2 * width] = (sums[at + 2 * width] as number) + (leafValues[n2 - firstLeaf] as number)
    sums[at + 3 * width] = (sums[at + 3 * width] as number) + (leafValues[n3 - firstLeaf] as number)
  }
  for (; row < count; row++) {
    const at = row * width + slot
    const leaf = walkAny(layout, root, columns, row * stride)
    sums[at] = (sums[at] as number) + (leafValues[leaf] as number)
  }
}

/**
 * Adds four trees that follow each other, none with categories or linear leaves, to the sums of the
 * one row at the start of `columns`, in their order.
 */
export function addFourTrees(
  layout: TreeLayout,
  tree: number,
  { columns, sums }: { columns: Float64Array; sums: Float64Array },
): void {
  const { links, thresholds, leafValues, firstLeaf, roots, depths, slots } = layout
  let n0 = roots[tree] as number
  let n1 = roots[tree + 1] as number
  let n2 = roots[tree + 2] as number
  let n3 = roots[tree + 3] as number
  const depth = Math.max(
    depths[tree] as number,
    depths[tree + 1] as number,
    depths[tree + 2] as number,
    depths[tree + 3] as number,
  )
  for (let level = 0; level < depth; level++) {
    const l0 = n0 << 2
    const l1 = n1 << 2
    const l2 = n2 << 2
    const l3 = n3 << 2
    const x0 = columns[links[l0] as number] as number
    const x1 = columns[links[l1] as number] as number
    const x2 = columns[links[l2] as number] as number
    const x3 = columns[links[l3] as number] as number
    n0 = links[l0 + 1 + +(x0 <= (thresholds[n0] as number))] as number
    n1 = links[l1 + 1 + +(x1 <= (thresholds[n1] as number))] as number
    n2 = links[l2 + 1 + +(x2 <= (thresholds[n2] as number))] as number
    n3 = links[l3 + 1 + +(x3 <= (thresholds[n3] as number))] as number
  }
  addLeaf(sums, slots[tree] as number, leafValues[n0 - firstLeaf] as number)
  addLeaf(sums, slots[tree + 1] as number, leafValues[n1 - firstLeaf] as number)
  addLeaf(sums, slots[tree + 2] as number, leafValues[n2 - firstLeaf] as number)
  addLeaf(sums, slots[tree + 3] as number, leafValues[n3 - firstLeaf] as number)
}

/** Adds a leaf's value to a sum. */
export function addLeaf(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] as number) + value
}
