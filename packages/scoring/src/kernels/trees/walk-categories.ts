import type { TreeLayout } from './layout.ts'
import { addLeaf, walkAny } from './walk.ts'

// The hot loops of walk.ts for trees that test categories; see there.

/** Adds one tree without linear leaves to every row's sums. */
export function addCategoryTree(
  layout: TreeLayout,
  tree: number,
  { columns, sums, width }: { columns: Float64Array; sums: Float64Array; width: number },
  count: number,
): void {
  const { links, thresholds, leafValues, firstLeaf } = layout
  const { starts, lengths, words } = layout.sets
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
      const x0 = columns[a + (links[l0] as number)] as number
      const s0 = links[l0 + 3] as number
      const w0 = (starts[s0] as number) + Math.min(lengths[s0] as number, (x0 | 0) >>> 5)
      const in0 = ((words[w0] as number) >>> (x0 & 31)) & 1
      n0 = links[l0 + 1 + (+(x0 <= (thresholds[n0] as number)) | in0)] as number
      const l1 = n1 << 2
      const x1 = columns[b + (links[l1] as number)] as number
      const s1 = links[l1 + 3] as number
      const w1 = (starts[s1] as number) + Math.min(lengths[s1] as number, (x1 | 0) >>> 5)
      const in1 = ((words[w1] as number) >>> (x1 & 31)) & 1
      n1 = links[l1 + 1 + (+(x1 <= (thresholds[n1] as number)) | in1)] as number
      const l2 = n2 << 2
      const x2 = columns[c + (links[l2] as number)] as number
      const s2 = links[l2 + 3] as number
      const w2 = (starts[s2] as number) + Math.min(lengths[s2] as number, (x2 | 0) >>> 5)
      const in2 = ((words[w2] as number) >>> (x2 & 31)) & 1
      n2 = links[l2 + 1 + (+(x2 <= (thresholds[n2] as number)) | in2)] as number
      const l3 = n3 << 2
      const x3 = columns[d + (links[l3] as number)] as number
      const s3 = links[l3 + 3] as number
      const w3 = (starts[s3] as number) + Math.min(lengths[s3] as number, (x3 | 0) >>> 5)
      const in3 = ((words[w3] as number) >>> (x3 & 31)) & 1
      n3 = links[l3 + 1 + (+(x3 <= (thresholds[n3] as number)) | in3)] as number
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
 * Adds four trees that follow each other, none with linear leaves, to the sums of the one row at the
 * start of `columns`, in their order.
 */
export function addFourCategoryTrees(
  layout: TreeLayout,
  tree: number,
  { columns, sums }: { columns: Float64Array; sums: Float64Array },
): void {
  const { links, thresholds, leafValues, firstLeaf, roots, depths, slots } = layout
  const { starts, lengths, words } = layout.sets
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
    const x0 = columns[links[l0] as number] as number
    const s0 = links[l0 + 3] as number
    const w0 = (starts[s0] as number) + Math.min(lengths[s0] as number, (x0 | 0) >>> 5)
    const in0 = ((words[w0] as number) >>> (x0 & 31)) & 1
    n0 = links[l0 + 1 + (+(x0 <= (thresholds[n0] as number)) | in0)] as number
    const l1 = n1 << 2
    const x1 = columns[links[l1] as number] as number
    const s1 = links[l1 + 3] as number
    const w1 = (starts[s1] as number) + Math.min(lengths[s1] as number, (x1 | 0) >>> 5)
    const in1 = ((words[w1] as number) >>> (x1 & 31)) & 1
    n1 = links[l1 + 1 + (+(x1 <= (thresholds[n1] as number)) | in1)] as number
    const l2 = n2 << 2
    const x2 = columns[links[l2] as number] as number
    const s2 = links[l2 + 3] as number
    const w2 = (starts[s2] as number) + Math.min(lengths[s2] as number, (x2 | 0) >>> 5)
    const in2 = ((words[w2] as number) >>> (x2 & 31)) & 1
    n2 = links[l2 + 1 + (+(x2 <= (thresholds[n2] as number)) | in2)] as number
    const l3 = n3 << 2
    const x3 = columns[links[l3] as number] as number
    const s3 = links[l3 + 3] as number
    const w3 = (starts[s3] as number) + Math.min(lengths[s3] as number, (x3 | 0) >>> 5)
    const in3 = ((words[w3] as number) >>> (x3 & 31)) & 1
    n3 = links[l3 + 1 + (+(x3 <= (thresholds[n3] as number)) | in3)] as number
  }
  addLeaf(sums, slots[tree] as number, leafValues[n0 - firstLeaf] as number)
  addLeaf(sums, slots[tree + 1] as number, leafValues[n1 - firstLeaf] as number)
  addLeaf(sums, slots[tree + 2] as number, leafValues[n2 - firstLeaf] as number)
  addLeaf(sums, slots[tree + 3] as number, leafValues[n3 - firstLeaf] as number)
}
