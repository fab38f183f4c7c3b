/** Ops that add up decision trees. */

/**
 * A sum of decision trees. Every slot starts at its `base`; then, tree by tree in file order, leaf
 * values are added to the output slot of the tree, or to all slots.
 *
 * Nodes of all trees lie in shared arrays; a child index below zero means leaf `~index` of the
 * shared leaf arrays; both are absolute. Subtrees may be shared, cycles are refused.
 */
export interface TreeEnsembleStep {
  readonly op: 'treeEnsemble@1'
  readonly in: string
  readonly out: string
  readonly slots: number
  /**
   * `f64`: values are used as they are. `f32`: every input is rounded to the nearest float
   * (Math.fround) before anything else sees it, and the thresholds are floats.
   */
  readonly featureType: 'f64' | 'f32'
  /** A value goes left when it is less than, or less than or equal to, the threshold. */
  readonly comparison: 'lessOrEqual' | 'less'
  /** Inputs with |x| at or below this become +0 before any tree sees them; 0 turns it off. */
  readonly zeroBand: number
  /** The side of the listed categories of a category node; every other category goes to the other. */
  readonly categoryHit: 'left' | 'right'
  /**
   * Which values are categories, each truncated towards zero; anything else is in no set. `int32`:
   * -1 < x < 2^31. `uint24`: 0 <= x < 2^24.
   */
  readonly categoryRange: 'int32' | 'uint24'
  /**
   * `f64`: sums are doubles. `f32`: each addition is rounded to the nearest float, and leaf values,
   * tree weights and bases are floats.
   */
  readonly accumulate: 'f64' | 'f32'
  /** Numbers per leaf: 1, added to the slot of the tree; or `slots`, one added to each. */
  readonly leafWidth: number
  /** Coefficient [slots] f64, infinite or finite: where the sums start; absent: +0. */
  readonly base?: string
  /**
   * Coefficient [trees] f64: what each tree's leaf values are multiplied by, the product rounded to
   * the type of `accumulate`, before they are added; absent: as they are.
   */
  readonly treeWeights?: string
  /** Coefficient [trees]: root node of each tree, or `~leaf` for a constant tree. */
  readonly roots: string
  /** Coefficient [trees]: output slot of each tree; 0 where leaves fill all slots. */
  readonly treeSlots: string
  /** Coefficient [nodes]: column of `in`. */
  readonly features: string
  /** Coefficient [nodes] f64: threshold, or for a category node the index of its set. */
  readonly thresholds: string
  /**
   * Coefficient [nodes] u8: bit 0 category node, bit 1 default left, bits 2-3 missing rule: 0 none
   * (NaN counts as 0), 1 zero (0 and NaN take the default side), 2 NaN (NaN takes the default side).
   *
   * A category node has rule 0 (NaN is in no set) or 2 (NaN takes the default side).
   */
  readonly flags: string
  readonly left: string
  readonly right: string
  /** Coefficient f64: [leaves], or [leaves, slots] where leaves fill all slots. */
  readonly leafValues: string
  /**
   * How much of the training data reached each node and each leaf: counts or sums of weights, u32 or
   * f32, finite. Present where the source says; only explanations read it.
   */
  readonly covers?: { readonly nodes: string; readonly leaves: string }
  /** Present when category nodes exist: [sets + 1] word offsets, and the 32-bit words. */
  readonly categories?: { readonly offsets: string; readonly words: string }
  /**
   * Present when leaves are linear, which takes sums in f64 and leaves of one number: leaf =
   * constant + sum(coefficient * x) in index order; where a used x is NaN, leafValues instead.
   * `offsets` has leaves + 1 entries into the last two.
   */
  readonly linearLeaves?: {
    readonly constants: string
    readonly offsets: string
    readonly features: string
    readonly coefficients: string
  }
}

/**
 * A sum of trees in which every level asks one question, so that the answers are the bits of a leaf's
 * number. Values are rounded to the nearest single and compared as singles: x > border sets the
 * bit, the first split of a tree the lowest. NaN is above no border, or, where its column says so,
 * above every one.
 *
 * Leaf numbers, leaf-major with `slots` numbers a leaf, are added in f64, tree by tree, from zero.
 */
export interface ObliviousEnsembleStep {
  readonly op: 'obliviousEnsemble@1'
  readonly in: string
  readonly out: string
  readonly slots: number
  /** Coefficient [trees + 1] i32: where the splits of each tree start; at most 16 a tree. */
  readonly offsets: string
  /** Coefficient [splits] i32: column of `in`. */
  readonly features: string
  /** Coefficient [splits] f32, finite. */
  readonly borders: string
  /** Coefficient [width of `in`] u8: 1 where NaN is above every border of the column, else 0. */
  readonly missing: string
  /** Coefficient [sum of 2^splits x slots] f64. */
  readonly leafValues: string
}
