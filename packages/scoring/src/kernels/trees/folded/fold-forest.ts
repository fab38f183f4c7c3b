import type { CategorySets, NormalForest, NumberView } from '../normal-forest.ts'
import { lastTrue } from './last-true.ts'
import type { ColumnRead, ColumnSource } from './trace-column.ts'

/** A forest that sees columns as they were before the steps that lead to it. */
export interface FoldedForest {
  readonly forest: NormalForest
  /** By feature of the forest: where it is read. */
  readonly reads: readonly ColumnRead[]
}

/**
 * Folds what leads to the columns of a forest into its questions, so that none of it is computed: `is the scaled
 * number at or below t?` is `is the number at or below t'?`, t' being the largest double for which that is so,
 * and any question to a number that was made of a code is one of a set of codes. Every answer stays the same, as the
 * thresholds are found by asking.
 *
 * @param sources by feature of the forest
 */
export function foldForest(
  forest: NormalForest,
  sources: ReadonlyMap<number, ColumnSource>,
): FoldedForest {
  const folder = new ForestFolder(forest, sources)
  return folder.fold()
}

/** What a node asks from now on. */
interface Question {
  readonly view: number
  readonly threshold: number
  readonly isSwapped: boolean
}

class ForestFolder {
  readonly #from: NormalForest
  readonly #views: readonly SeenView[]
  readonly #reads: ColumnRead[] = []
  readonly #numbers: NumberView[] = []
  readonly #categories: NormalForest['categories'][number][] = []
  readonly #known = new Map<string, number>()
  readonly #sets = new SetTable()

  constructor(forest: NormalForest, sources: ReadonlyMap<number, ColumnSource>) {
    this.#from = forest
    this.#views = forest.numbers.map(
      (view) => new SeenView(forest, view, found(sources, view.feature)),
    )
    // Sets and columns of a forest's own categories stay what they are.
    for (const { feature, hasNaN } of forest.categories) {
      this.#categories.push({ feature: this.#readOf(found(sources, feature)), hasNaN })
    }
    this.#sets.addAll(forest.sets)
  }

  fold(): FoldedForest {
    const { views, thresholds, left, right } = this.#from
    const folded = {
      views: views.slice(),
      thresholds: thresholds.slice(),
      left: left.slice(),
      right: right.slice(),
    }
    for (let node = 0; node < views.length; node++) {
      const view = views[node] as number
      if (view < 0) continue
      const question = this.#ask(view, thresholds[node] as number)
      folded.views[node] = question.view
      folded.thresholds[node] = question.threshold
      if (!question.isSwapped) continue
      folded.left[node] = right[node] as number
      folded.right[node] = left[node] as number
    }
    const { sign, codes } = this.#from
    const hasOwnSets = this.#from.categories.length > 0
    const forest: NormalForest = {
      ...folded,
      ...{ sign, band: 0, readsFloats: false, codes: hasOwnSets ? codes : 'whole' },
      ...{ numbers: this.#numbers, categories: this.#categories, sets: this.#sets.sets },
    }
    return { forest, reads: this.#reads }
  }

  #ask(view: number, threshold: number): Question {
    const seen = this.#views[view] as SeenView
    const known = seen.questions.get(threshold)
    if (known !== undefined) return known
    const asked = this.#askNew(seen, threshold)
    seen.questions.set(threshold, asked)
    return asked
  }

  #askNew(seen: SeenView, threshold: number): Question {
    const { source } = seen
    const isYes = (x: number): boolean => seen.see(x) <= threshold
    const feature = this.#readOf(source)
    if (source.keys !== undefined) return this.#askSet(feature, source.keys, isYes)
    const { sign } = this.#from
    const last = lastTrue((x) => isYes(sign * x), sign * seen.back(threshold))
    if (last === undefined) return this.#askSet(feature, [], isYes)
    const onNaN = seen.likeNaN ?? (isYes(Number.NaN) ? Number.NEGATIVE_INFINITY : Number.NaN)
    const view = this.#once(`n${feature} ${onNaN}`, () =>
      this.#numbers.push({ feature, onNaN, onZero: 0 }),
    )
    return { view, threshold: last, isSwapped: false }
  }

  /** Codes that are answered otherwise than what is none. */
  #askSet(feature: number, keys: readonly number[], isYes: (x: number) => boolean): Question {
    const isElse = isYes(-0.5)
    const threshold = this.#sets.add(keys.filter((key) => isYes(key) !== isElse))
    const hasNaN = isYes(Number.NaN) !== isElse
    const view = this.#once(`c${feature} ${hasNaN}`, () =>
      this.#categories.push({ feature, hasNaN }),
    )
    return { view: ~view, threshold, isSwapped: isElse }
  }

  #readOf({ value, column }: ColumnRead): number {
    return this.#once(`r${column} ${value}`, () => this.#reads.push({ value, column }))
  }

  /** The place of what `add` adds, which answers how many there are then. */
  #once(key: string, add: () => number): number {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const place = add() - 1
    this.#known.set(key, place)
    return place
  }
}

/** A view of a number through the links to its source. */
class SeenView {
  readonly source: ColumnSource
  readonly questions = new Map<number, Question>()
  /** A number, its sign changed where the forest does so, that is seen as NaN is; or NaN and -Infinity, which go one way. */
  readonly likeNaN: number | undefined
  readonly #forest: NormalForest
  readonly #view: NumberView

  constructor(forest: NormalForest, view: NumberView, source: ColumnSource) {
    this.#forest = forest
    this.#view = view
    this.source = source
    this.likeNaN = this.#findLikeNaN()
  }

  /** What the forest compares when the source is `x`. */
  see(x: number): number {
    let value = x
    for (const link of this.source.links) value = link.apply(value)
    if (Number.isNaN(value)) return this.#view.onNaN
    const { sign, readsFloats, band } = this.#forest
    const signed = sign * (readsFloats ? Math.fround(value) : value)
    return Math.abs(signed) <= band ? 0 : signed
  }

  /** About the number that is seen as `y`. */
  back(y: number): number {
    const { sign, readsFloats } = this.#forest
    let value = sign * (readsFloats ? roundsTo(y) : y)
    for (const link of this.source.links.toReversed()) value = link.back?.(value) ?? value
    return value
  }

  #findLikeNaN(): number | undefined {
    const seen = this.see(Number.NaN)
    const isSide = Number.isNaN(seen) || seen === Number.NEGATIVE_INFINITY
    if (isSide) return seen
    const candidates = [0, ...this.source.links.flatMap(({ likeNaN }) => likeNaN ?? [])]
    const like = candidates.find((x) => this.see(x) === seen)
    return like === undefined ? undefined : this.#forest.sign * like
  }
}

const float = new Float32Array(1)
const floatBits = new Int32Array(float.buffer)

/** About the largest double that rounds to a float: halfway to the next one. */
function roundsTo(value: number): number {
  float[0] = value
  floatBits[0] = (floatBits[0] as number) + (value < 0 ? -1 : 1)
  return value + ((float[0] as number) - value) / 2
}

/** Sets of codes as words, each once. */
class SetTable {
  readonly #offsets: number[] = [0]
  readonly #words: number[] = []
  readonly #known = new Map<string, number>()

  get sets(): CategorySets {
    return { offsets: Int32Array.from(this.#offsets), words: Uint32Array.from(this.#words) }
  }

  addAll(sets: CategorySets | undefined): void {
    if (sets === undefined) return
    for (const word of sets.words) this.#words.push(word)
    for (const offset of sets.offsets.subarray(1)) this.#offsets.push(offset)
  }

  add(codes: readonly number[]): number {
    const key = codes.join()
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const words = new Uint32Array(((codes.at(-1) ?? -1) >> 5) + 1)
    for (const code of codes) words[code >> 5] = (words[code >> 5] as number) | (1 << (code & 31))
    this.#words.push(...words)
    const set = this.#offsets.push(this.#words.length) - 2
    this.#known.set(key, set)
    return set
  }
}

function found(sources: ReadonlyMap<number, ColumnSource>, feature: number): ColumnSource {
  const source = sources.get(feature)
  if (source === undefined)
    throw new RangeError(`Nobody has looked where column ${feature} is from.`)
  return source
}
