/** The test of a node, `leaf` for none; the numbers are those of TreeEnsemble's `nodes_modes`. */
export const modes = {
  lessOrEqual: 0,
  less: 1,
  greaterOrEqual: 2,
  greater: 3,
  equal: 4,
  notEqual: 5,
  member: 6,
} as const

/**
 * Trees as either operator states them. Children are nodes by their index; below zero `~leaf`. The
 * weights of leaf i are those from `leafOffsets[i]` to `leafOffsets[i + 1]`, each for a target.
 */
export interface SourceTrees {
  readonly roots: Int32Array
  readonly modes: Uint8Array
  readonly features: Float64Array
  readonly thresholds: Float64Array
  /** Missing values go where the test holds. */
  readonly missingHolds: Uint8Array
  readonly holds: Int32Array
  readonly fails: Int32Array
  /** What `member` nodes compare with. */
  readonly members: ReadonlyMap<number, readonly number[]>
  readonly leafOffsets: Int32Array
  readonly leafTargets: Float64Array
  readonly leafWeights: Float64Array
}

/** The same trees with the weights of one target alone. */
export function ofTarget(trees: SourceTrees, target: number): SourceTrees {
  const { leafOffsets, leafTargets, leafWeights } = trees
  const kept = Array.from(leafTargets.keys()).filter((at) => leafTargets[at] === target)
  const before = new Int32Array(leafTargets.length + 1)
  for (let at = 0; at < leafTargets.length; at++) {
    before[at + 1] = (before[at] as number) + (leafTargets[at] === target ? 1 : 0)
  }
  return {
    ...trees,
    leafOffsets: leafOffsets.map((at) => before[at] as number),
    leafTargets: new Float64Array(kept.length),
    leafWeights: Float64Array.from(kept, (at) => leafWeights[at] as number),
  }
}
