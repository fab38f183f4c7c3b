import { isPlain, type ScoreRuns, type ScoreStream, streamDown } from './score-runs.ts'

/** Groups of rows, each with one and the same score. */
export type TieBlock = {
  count: number
  readonly scores: Float64Array
  /** Weight of the rows of class 1, and of its squares. */
  readonly positives: Float64Array
  readonly positiveSquares: Float64Array
  readonly negatives: Float64Array
  readonly negativeSquares: Float64Array
}

const BLOCK = 256
const EMPTY = new Float64Array(0)
/** The next scores of class 0 and of class 1. */
const nextScores = new Float64Array(2)

/**
 * Shows the groups of rows with equal scores from the highest score down until `visit` returns true.
 *
 * Every block but the last holds equally many groups, however the rows lie in runs, so that sums over
 * blocks are sums in one order.
 */
export function walkTies(
  positives: ScoreRuns,
  negatives: ScoreRuns,
  visit: (block: TieBlock) => boolean,
): void {
  const plain = isPlain(positives) && isPlain(negatives)
  const block = createTieBlock(plain)
  const ones = new Head(streamDown(positives), plain)
  const zeros = new Head(streamDown(negatives), plain)
  for (fillBlock(block, ones, zeros); block.count > 0; fillBlock(block, ones, zeros)) {
    if (visit(block)) return
  }
}

/** Where each row counts 1, so does its square. */
function createTieBlock(plain: boolean): TieBlock {
  const column = () => new Float64Array(BLOCK)
  const [positives, negatives] = [column(), column()]
  return {
    count: 0,
    scores: column(),
    positives,
    positiveSquares: plain ? positives : column(),
    negatives,
    negativeSquares: plain ? negatives : column(),
  }
}

/** The piece of a class that is being read; its next row is the one at `at`. */
class Head {
  at = -1
  scores: Float64Array = EMPTY
  /** Of every row, unless each row of both classes counts 1. */
  weights: Float64Array | undefined
  readonly #next: ScoreStream
  readonly #plain: boolean

  constructor(next: ScoreStream, plain: boolean) {
    this.#next = next
    this.#plain = plain
  }

  /** Takes the next piece when this one is read; false at the end. */
  reach(): boolean {
    if (this.at >= 0) return true
    const piece = this.#next()
    if (piece === undefined) return false
    const { scores, weights } = piece
    this.scores = scores
    this.weights = this.#plain ? undefined : (weights ?? new Float64Array(scores.length).fill(1))
    this.at = scores.length - 1
    return true
  }
}

/** A group goes on where one piece ends and the next begins with the same score. */
function fillBlock(block: TieBlock, ones: Head, zeros: Head): void {
  block.count = 0
  for (let isFull = false; !isFull; ) {
    const hasOne = ones.reach()
    const hasZero = zeros.reach()
    if (!hasOne && !hasZero) return
    if (hasOne && hasZero) isFull = mergeInto(block, ones, zeros)
    else if (hasOne) isFull = takeInto(block, ones, block.positives, block.positiveSquares)
    else isFull = takeInto(block, zeros, block.negatives, block.negativeSquares)
  }
}

function mergeInto(block: TieBlock, ones: Head, zeros: Head): boolean {
  return ones.weights === undefined || zeros.weights === undefined
    ? mergePlain(block, ones, zeros)
    : mergeWeighted(block, ones, zeros, ones.weights, zeros.weights)
}

/**
 * Reads until one of the pieces is at its end; true when the block has no place for a group. Which
 * class the next row is of is chance, and so reckoned instead of branched on, as a maximum would.
 */
function mergePlain(block: TieBlock, ones: Head, zeros: Head): boolean {
  const { scores, positives, negatives } = block
  const [ofOnes, ofZeros] = [ones.scores, zeros.scores]
  let one = ones.at
  let zero = zeros.at
  let at = block.count - 1
  let last = at < 0 ? Number.NaN : (scores[at] as number)
  // Indices are guarded by being at least 0, and those of the block by its length.
  while (one >= 0 && zero >= 0) {
    const ofOne = ofOnes[one] as number
    const ofZero = ofZeros[zero] as number
    const isOne = Number(ofOne >= ofZero)
    const isZero = Number(ofZero >= ofOne)
    nextScores[0] = ofZero
    nextScores[1] = ofOne
    const score = nextScores[isOne] as number
    if (score === last) {
      positives[at] = (positives[at] as number) + isOne
      negatives[at] = (negatives[at] as number) + isZero
    } else {
      if (at + 1 === BLOCK) break
      at++
      last = score
      scores[at] = score
      positives[at] = isOne
      negatives[at] = isZero
    }
    one -= isOne
    zero -= isZero
  }
  ones.at = one
  zeros.at = zero
  block.count = at + 1
  return one >= 0 && zero >= 0
}

/** The same with a weight for every row. */
function mergeWeighted(
  block: TieBlock,
  ones: Head,
  zeros: Head,
  oneWeights: Float64Array,
  zeroWeights: Float64Array,
): boolean {
  const { scores, positives, positiveSquares, negatives, negativeSquares } = block
  const [ofOnes, ofZeros] = [ones.scores, zeros.scores]
  let one = ones.at
  let zero = zeros.at
  let at = block.count - 1
  let last = at < 0 ? Number.NaN : (scores[at] as number)
  while (one >= 0 && zero >= 0) {
    const ofOne = ofOnes[one] as number
    const ofZero = ofZeros[zero] as number
    const isOne = Number(ofOne >= ofZero)
    const isZero = Number(ofZero >= ofOne)
    nextScores[0] = ofZero
    nextScores[1] = ofOne
    const score = nextScores[isOne] as number
    if (score !== last) {
      if (at + 1 === BLOCK) break
      at++
      last = score
      scores[at] = score
      positives[at] = 0
      positiveSquares[at] = 0
      negatives[at] = 0
      negativeSquares[at] = 0
    }
    const own = isOne * (oneWeights[one] as number)
    const ofOther = isZero * (zeroWeights[zero] as number)
    positives[at] = (positives[at] as number) + own
    positiveSquares[at] = (positiveSquares[at] as number) + own * own
    negatives[at] = (negatives[at] as number) + ofOther
    negativeSquares[at] = (negativeSquares[at] as number) + ofOther * ofOther
    one -= isOne
    zero -= isZero
  }
  ones.at = one
  zeros.at = zero
  block.count = at + 1
  return one >= 0 && zero >= 0
}

/** Reads a piece of one class where the other has none; true when the block has no place for a group. */
function takeInto(block: TieBlock, own: Head, sums: Float64Array, squares: Float64Array): boolean {
  const { scores, positives, positiveSquares, negatives, negativeSquares } = block
  let at = block.count - 1
  for (; own.at >= 0; own.at--) {
    const score = own.scores[own.at] as number // in range, as its weight is
    const weight = own.weights === undefined ? 1 : (own.weights[own.at] as number)
    if (at < 0 || score !== scores[at]) {
      if (at + 1 === BLOCK) break
      at++
      scores[at] = score
      positives[at] = 0
      positiveSquares[at] = 0
      negatives[at] = 0
      negativeSquares[at] = 0
    }
    sums[at] = (sums[at] as number) + weight
    if (squares !== sums) squares[at] = (squares[at] as number) + weight * weight
  }
  block.count = at + 1
  return own.at >= 0
}
