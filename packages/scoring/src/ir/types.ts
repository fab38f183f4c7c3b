/**
 * The op graph that every importer writes and every execution reads: a small closed set of typed,
 * versioned ops. An op never changes its meaning; a new meaning is a new version beside the old.
 *
 * A program is a list of steps in execution order. Each step reads values made before it and writes
 * one new value: a block of `width` doubles per row. Attributes live in the program (they are the
 * algorithm); numbers learned from data live in the coefficients under the names a step gives.
 */

import type { OnnxGraphStep } from './graph-step.ts'
import type { NumericStep } from './numeric-steps.ts'
import type { TextStep } from './text-steps.ts'

/** Typed arrays by name: the numbers learned from data. */
export type Coefficients = ReadonlyMap<string, Tensor>

export type TensorData = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array

export interface Tensor {
  readonly shape: readonly number[]
  readonly data: TensorData
}

export interface Program {
  readonly format: 1
  readonly steps: readonly Step[]
  /** Which value answers each output of the contract, `raw` always among them. */
  readonly outputs: Readonly<Record<string, string>>
}

export type Step =
  | InputStep
  | ImputeStep
  | ScaleStep
  | OneHotStep
  | ConcatStep
  | SelectStep
  | CastStep
  | OrdinalMapStep
  | BinStep
  | HashMapStep
  | LinearStep
  | TreeEnsembleStep
  | ObliviousEnsembleStep
  | AggregateStep
  | LinkStep
  | ClassifyStep
  | ThresholdStep
  | OnnxGraphStep
  | NumericStep
  | TextStep

/**
 * The encoded row: one double per feature of the contract, in its order. A text is none: its cell holds a
 * number by which the row's list of texts has it.
 */
export interface InputStep {
  readonly op: 'input@1'
  readonly out: string
  readonly width: number
}

/** Missing values (NaN) of the selected columns become the given numbers. */
export interface ImputeStep {
  readonly op: 'impute@1'
  readonly in: string
  readonly out: string
  /** Column indices of `in`; the output has these columns in this order. */
  readonly columns: readonly number[]
  /** Coefficient [columns]: what stands in for a missing value. */
  readonly values: string
}

/** (x - center) / scale, column by column. */
export interface ScaleStep {
  readonly op: 'scale@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  /** Coefficient [columns]. */
  readonly center: string
  /** Coefficient [columns], no zero. */
  readonly scale: string
}

/**
 * A category code becomes `sizes[i]` zeros and ones. A missing, fractional, negative or too large
 * code becomes all zeros.
 */
export interface OneHotStep {
  readonly op: 'oneHot@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  readonly sizes: readonly number[]
}

/** Values side by side. */
export interface ConcatStep {
  readonly op: 'concat@1'
  readonly in: readonly string[]
  readonly out: string
}

/** Columns of a value in the order they are named; a column may be taken more than once. */
export interface SelectStep {
  readonly op: 'select@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
}

/**
 * Every column in another type of number, held in a double. `f32`, `f16`: the nearest single or half, ties
 * to even, infinite beyond its range. `integer`: the fraction is cut off, +0 for what lies within (-1, 1). NaN
 * and infinities stay.
 */
export interface CastStep {
  readonly op: 'cast@1'
  readonly in: string
  readonly out: string
  readonly to: 'f32' | 'f16' | 'integer'
}

/**
 * A value that equals a key becomes the number beside it, column by column; 0 and -0 are equal. A
 * value that equals no key becomes the column's fallback, NaN its stand-in for missing values; both
 * may be NaN themselves.
 */
export interface OrdinalMapStep {
  readonly op: 'ordinalMap@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  /** Coefficient [columns + 1] i32: where the keys of each column start. */
  readonly offsets: string
  /** Coefficient [keys] f64, climbing within a column, no NaN. */
  readonly keys: string
  /** Coefficient [keys] f64, finite. */
  readonly values: string
  /** Coefficient [columns] f64. */
  readonly fallback: string
  /** Coefficient [columns] f64. */
  readonly missing: string
}

/**
 * The number of edges at or below a value (`upperEdge: 'outside'`: an edge belongs to the bin above
 * it) or below it (`'inside'`: to the bin beneath it), column by column. NaN stays NaN.
 */
export interface BinStep {
  readonly op: 'bin@1'
  readonly in: string
  readonly out: string
  readonly columns: readonly number[]
  /** Coefficient [columns + 1] i32: where the edges of each column start. */
  readonly offsets: string
  /** Coefficient [edges] f64, never falling within a column, no NaN. */
  readonly edges: string
  readonly upperEdge: 'outside' | 'inside'
}

/**
 * Numbers by combinations of hashes. Each table has columns, whole numbers of 32 bits with sign, whose
 * hash is, column by column from 0, M (hash + M x) modulo 2^64 with M = 0x4906ba494954cb65. Each target
 * takes the number beside the table's key that equals the hash; its fallback where none does, or where a
 * column holds anything else than such a number.
 */
export interface HashMapStep {
  readonly op: 'hashMap@1'
  readonly in: string
  readonly out: string
  readonly targets: number
  /** Coefficient [tables + 1] i32: where the columns of each table start. */
  readonly columnOffsets: string
  /** Coefficient i32: columns of `in`. */
  readonly columns: string
  /** Coefficient [tables + 1] i32: where the keys of each table start. */
  readonly keyOffsets: string
  /** Coefficient [2 keys] u32: low word, high word; climbing within a table. */
  readonly keys: string
  /** Coefficient [targets] i32: the table of each target. */
  readonly tables: string
  /** Coefficient f64, finite: for each target in order, one for each key of its table. */
  readonly values: string
  /** Coefficient [targets] f64, finite. */
  readonly fallback: string
}

/**
 * (0 + bias[k]) + sum of weights[k][j] * x[j], in index order, no fused multiply-add. Starting
 * from 0 + bias keeps the running sum from ever being -0, so that a term with x[j] = 0 never changes
 * a bit and an execution may leave it out. Weights and biases are finite.
 *
 * With `biasLast` the sum starts from +0 and ends with bias[k], as SciPy multiplies sparse matrices.
 *
 * `accumulate` f64: in doubles. f32: inputs, products and sums are rounded to the nearest 32-bit
 * float (Math.fround) one by one; weights and biases are floats.
 */
export interface LinearStep {
  readonly op: 'linear@1'
  readonly in: string
  readonly out: string
  readonly targets: number
  /** Absent: f64. */
  readonly accumulate?: 'f64' | 'f32'
  /** Absent: false. */
  readonly biasLast?: boolean
  /** Coefficient [targets, width of `in`]. */
  readonly weights: string
  /** Coefficient [targets]. */
  readonly bias: string
}

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

/**
 * One number for each column of `members` blocks of equal width that stand side by side in `in`:
 * column k of the answer takes k, k + w, k + 2w … in this order, w being the width of the answer.
 * `sum` adds in f64 from zero; `mean` divides that by the number of members; `largest` and
 * `smallest` give NaN where one is NaN, and hold 0 for larger than -0.
 */
export interface AggregateStep {
  readonly op: 'aggregate@1'
  readonly in: string
  readonly out: string
  readonly members: number
  readonly by: 'sum' | 'mean' | 'largest' | 'smallest'
}

/** The function from margins to the scale of the answer, applied to each row's margins. */
export type Link =
  | { readonly kind: 'identity' }
  | { readonly kind: 'sigmoid'; readonly alpha: number }
  | { readonly kind: 'softmax' }
  /** Independent sigmoids, not normalised. */
  | { readonly kind: 'sigmoidEach'; readonly alpha: number }
  | { readonly kind: 'exp' }
  | { readonly kind: 'log1pExp' }
  /** sign(x) * x * x */
  | { readonly kind: 'signedSquare' }
  /** 1 above 0, else 0. */
  | { readonly kind: 'isPositive' }
  /** With every operation rounded to a 32-bit float: what XGBoost computes. */
  | { readonly kind: 'sigmoidFloat' }
  | { readonly kind: 'softmaxFloat' }
  | { readonly kind: 'expFloat' }
  /**
   * Softmax of an ONNX classifier: what is within 1e-7 of 0 stays near 0, multiplied by exp of minus the
   * largest instead of raised; all are 1/2 where their sum is 0.
   */
  | { readonly kind: 'softmaxNonzero' }
  /** In ascending order. */
  | { readonly kind: 'ascending' }
  /** The first as it is, each further one the one before + softplus(x) + 1e-6, in floats. */
  | { readonly kind: 'expectilesFloat' }

export interface LinkStep {
  readonly op: 'link@1'
  readonly in: string
  readonly out: string
  readonly link: Link
  /** Margins are divided by this before the link; 1 changes nothing. */
  readonly divisor: number
  /** A link of one column to a share p answers two columns, [1 - p, p]; in floats if p is one. */
  readonly complement: boolean
}

/** Index of the largest column, ties to the first; columns that are NaN never win, 0 if all are. */
export interface ClassifyStep {
  readonly op: 'classify@1'
  readonly in: string
  readonly out: string
}

/** 1 where a column is above the bound (`orEqual`: at or above it), else 0; NaN gives 0. */
export interface ThresholdStep {
  readonly op: 'threshold@1'
  readonly in: string
  readonly out: string
  readonly bound: number
  readonly orEqual: boolean
}
