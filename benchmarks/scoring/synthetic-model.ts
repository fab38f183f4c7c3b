/** Features of all models here. */
export const featureCount = 28

/**
 * A LightGBM text model that was never trained, for machines without Python: every tree splits the
 * leaf that holds the most rows, as leaf-wise growth tends to do, at one of 254 thresholds.
 *
 * @param seed models of other seeds have other trees
 */
export function syntheticModel(
  trees: number,
  leaves: number,
  { features = featureCount, seed = 0 } = {},
): string {
  const random = createRandom(trees * 1000 + leaves + 1_000_003 * seed)
  const featureNames = Array.from({ length: features }, (_, i) => `x${i}`)
  const blocks = Array.from({ length: trees }, (_, tree) => {
    return treeBlock(tree, leaves, features, random)
  })
  return [
    'tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0',
    `max_feature_idx=${features - 1}\nobjective=binary sigmoid:1`,
    `feature_names=${featureNames.join(' ')}`,
    `feature_infos=${featureNames.map(() => '[-4:4]').join(' ')}`,
    `tree_sizes=${blocks.map((block) => block.length).join(' ')}\n`,
    `${blocks.join('')}end of trees\n\npandas_categorical:null\n`,
  ].join('\n')
}

/** Rows for such models, uniform between -4 and 4. */
export function syntheticRows(count: number): Float64Array {
  const random = createRandom(7)
  return Float64Array.from({ length: count * featureCount }, () => 8 * random() - 4)
}

interface Leaf {
  readonly share: number
  /** Where the parent keeps the number of this leaf. */
  readonly children: number[]
  readonly parent: number
}

function treeBlock(
  tree: number,
  leafCount: number,
  features: number,
  random: () => number,
): string {
  const left: number[] = []
  const right: number[] = []
  const leaves: Leaf[] = [{ share: 1, children: [], parent: 0 }]
  for (let node = 0; node < leafCount - 1; node++) {
    const split = leaves.reduce(
      (most, { share }, i) => (share > at(leaves, most).share ? i : most),
      0,
    )
    const { share, children, parent } = at(leaves, split)
    children[parent] = node
    const part = 0.1 + 0.8 * random()
    left.push(-1 - split)
    right.push(-1 - leaves.length)
    leaves[split] = { share: share * part, children: left, parent: node }
    leaves.push({ share: share * (1 - part), children: right, parent: node })
  }
  const nodes = Array.from({ length: leafCount - 1 }, () => 0)
  const list = (of: () => number) => nodes.map(of).join(' ')
  return [
    `Tree=${tree}\nnum_leaves=${leafCount}\nnum_cat=0`,
    `split_feature=${list(() => Math.floor(random() * features))}`,
    `split_gain=${list(() => 1)}`,
    `threshold=${list(() => (Math.floor(random() * 254) - 127) / 32 + 1e-9)}`,
    `decision_type=${list(() => 2)}`,
    `left_child=${left.join(' ')}\nright_child=${right.join(' ')}`,
    `leaf_value=${leaves.map(() => (random() - 0.5) / 10).join(' ')}`,
    'is_linear=0\nshrinkage=0.05\n\n\n',
  ].join('\n')
}

function at(leaves: readonly Leaf[], index: number): Leaf {
  // Leaves are asked by their own numbers.
  return leaves[index] as Leaf
}

/** Uniform in [0, 1): mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296
  }
}
