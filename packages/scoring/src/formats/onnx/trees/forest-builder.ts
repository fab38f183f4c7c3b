import { nextDown, nextDownFloat32 } from '@ratchet-ml/stats'
import { missingRules, nodeFlags, type TreeArrays } from '../../../ir/tree-arrays.ts'
import { modes, type SourceTrees } from './source-trees.ts'

type NodeArrays = Pick<TreeArrays, 'features' | 'thresholds' | 'flags' | 'left' | 'right'>

/** Where a row goes on: a node of the forest, or `~leaf`. */
interface Branches {
  readonly holds: number
  readonly fails: number
  /** With a missing value; one of the two. */
  readonly missing: number
}

/**
 * Rewrites every test of `trees` as `x <= threshold` with a side for missing values. A test for one
 * number, or for a set of them, becomes several such nodes; all but the first stand behind those of the
 * source.
 *
 * @param isFloat the inputs are rounded to singles before they are compared
 */
export function buildNodes(trees: SourceTrees, isFloat: boolean): NodeArrays {
  const builder = new NodeBuilder(trees, isFloat)
  for (let node = 0; node < trees.modes.length; node++) builder.rewrite(node)
  return builder.toArrays()
}

class NodeBuilder {
  readonly #trees: SourceTrees
  readonly #isFloat: boolean
  readonly #features: number[]
  readonly #thresholds: number[] = []
  readonly #flags: number[] = []
  readonly #left: number[] = []
  readonly #right: number[] = []

  constructor(trees: SourceTrees, isFloat: boolean) {
    this.#trees = trees
    this.#isFloat = isFloat
    this.#features = [...trees.features]
  }

  rewrite(node: number): void {
    const { modes: tests, thresholds, holds, fails, missingHolds, members } = this.#trees
    // Every list has an entry for each node.
    const [mode, threshold] = [tests[node] as number, thresholds[node] as number]
    const [yes, no] = [holds[node] as number, fails[node] as number]
    const branches = { holds: yes, fails: no, missing: missingHolds[node] === 1 ? yes : no }
    if (mode === modes.member) this.#set(node, members.get(node) ?? [], branches)
    else if (mode === modes.equal) this.#set(node, [threshold], branches)
    else if (mode === modes.notEqual) {
      // NaN differs from every number.
      this.#set(node, [threshold], { holds: no, fails: yes, missing: yes })
    } else this.#compare(node, mode, threshold, branches)
  }

  toArrays(): NodeArrays {
    return {
      features: Int32Array.from(this.#features),
      thresholds: Float64Array.from(this.#thresholds),
      flags: Uint8Array.from(this.#flags),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
    }
  }

  /** One of the four comparisons: those for greater numbers hold where the others fail. */
  #compare(node: number, mode: number, threshold: number, branches: Branches): void {
    const { holds, fails, missing } = branches
    const isGreater = mode === modes.greater || mode === modes.greaterOrEqual
    const isStrict = mode === modes.less || mode === modes.greaterOrEqual
    const bound = isStrict ? this.#below(threshold) : this.#atOrBelow(threshold)
    const [left, right] = isGreater ? [fails, holds] : [holds, fails]
    if (bound !== undefined) this.#put(node, bound, { left, right, missing })
    // No number is below -Infinity, and none compares with NaN.
    else this.#always(node, Number.isNaN(threshold) ? fails : right, missing)
  }

  /** Halves the sorted numbers until one is left, then asks whether it is that one. */
  #set(node: number, numbers: readonly number[], { holds, fails, missing }: Branches): void {
    const sorted = [...new Set(numbers.filter((number) => this.#isPossible(number)))]
    sorted.sort((a, b) => a - b)
    if (sorted.length === 0) {
      this.#always(node, fails, missing)
      return
    }
    const search = (from: number, to: number, at?: number): number => {
      if (from >= to) return fails
      const place = at ?? this.#add(node)
      const middle = (from + to) >> 1
      const number = sorted[middle] as number
      const before = this.#below(number)
      const rest = before === undefined ? holds : this.#add(node)
      if (before !== undefined) {
        const left = search(from, middle)
        this.#put(rest, before, { left, right: holds, missing: missing === fails ? left : holds })
      }
      const right = search(middle + 1, to)
      this.#put(place, number, { left: rest, right, missing: missing === fails ? right : rest })
      return place
    }
    search(0, sorted.length, node)
  }

  #isPossible(number: number): boolean {
    return !Number.isNaN(number) && (!this.#isFloat || Math.fround(number) === number)
  }

  /** Every number goes one way, missing values may go another. */
  #always(node: number, numbers: number, missing: number): void {
    const sides = { left: numbers, right: missing, missing }
    this.#put(node, Number.POSITIVE_INFINITY, sides)
  }

  #put(
    node: number,
    threshold: number,
    { left, right, missing }: { left: number; right: number; missing: number },
  ): void {
    const rule = missingRules.nan << nodeFlags.missingShift
    // 0 + makes +0 of -0, to which it is equal.
    this.#thresholds[node] = 0 + threshold
    this.#flags[node] = rule | (missing === right ? 0 : nodeFlags.defaultLeft)
    this.#left[node] = left
    this.#right[node] = right
  }

  /** A further node that looks at the feature of another. */
  #add(node: number): number {
    return this.#features.push(this.#features[node] as number) - 1
  }

  /** The largest possible input that is not above a number; undefined for NaN. */
  #atOrBelow(threshold: number): number | undefined {
    if (Number.isNaN(threshold)) return undefined
    if (!this.#isFloat) return threshold
    const single = Math.fround(threshold)
    return single > threshold ? nextDownFloat32(single) : single
  }

  /** The largest possible input below a number; undefined where there is none. */
  #below(threshold: number): number | undefined {
    const bound = this.#atOrBelow(threshold)
    if (bound === undefined || bound !== threshold) return bound
    if (bound === Number.NEGATIVE_INFINITY) return undefined
    return this.#isFloat ? nextDownFloat32(bound) : nextDown(bound)
  }
}
