import { HIGH, LOW } from '../../math/bits.ts'
import { createScratch } from './scratch.ts'
import { sortEvenly } from './sort-evenly.ts'

const DIGIT_BITS = 11
const BUCKETS = 2048
const DIGITS = 3
/** Below it the engine's own sort is faster. */
const FEW = 512
/** Rooms for what is given to `sortOwnScores`, which uses it up at once. */
export const scoresToSort = createScratch()
export const weightsToSort = createScratch()
const scoresBetween = createScratch()
const weightsBetween = createScratch()
/** Numbers with equal upper words are mostly so few that they are put in order one by one. */
const MOST_INSERTED = 32

type Rows = {
  readonly scores: Float64Array<ArrayBuffer>
  readonly weights: Float64Array<ArrayBuffer> | undefined
}

/** `sortOwnScores` of copies. */
export function sortScores(scores: Float64Array, weights?: Float64Array): Rows {
  return sortOwnScores(scores.slice(), weights?.slice())
}

/**
 * Sorts scores in ascending order, and their weights along with them: of equal scores the smaller
 * weight comes first, so that the same rows give the same arrays whatever their order was. Scores are
 * neither NaN nor -0. The arrays given are used up; those of the result are others.
 *
 * Where `sortEvenly` does not, a least-significant-digit radix sort (Knuth, TAOCP vol. 3, 5.2.5) over
 * the upper words of the doubles, by 11 bits at a time; digits that all scores share are passed over.
 * What the upper words leave open is settled by insertion, and where it is much, by the same sort over
 * the lower words.
 */
export function sortOwnScores(
  scores: Float64Array<ArrayBuffer>,
  weights?: Float64Array<ArrayBuffer>,
): Rows {
  if (weights === undefined && scores.length < FEW) {
    return { scores: scores.slice().sort(), weights: undefined }
  }
  const even =
    weights === undefined ? sortEvenly(scores, (crowd) => sortOwnScores(crowd).scores) : undefined
  if (even !== undefined) return { scores: even, weights: undefined }
  const sorted = sortByWord({ scores, weights }, HIGH)
  putNegativesFirst(sorted)
  settleEqualWords(sorted)
  if (sorted.weights !== undefined) sortWeightsOfTies(sorted.scores, sorted.weights)
  return sorted
}

/** The rows in the order of one word of their scores' bits, in arrays of their own; those given are used up. */
function sortByWord(rows: Rows, word: number): Rows {
  const { length } = rows.scores
  const counts = countDigits(rows.scores, word)
  const digits = [...Array(DIGITS).keys()].filter(
    (digit) => !digitOf(counts, digit).includes(length),
  )
  if (digits.length === 0) return { scores: rows.scores.slice(), weights: rows.weights?.slice() }
  const sorted = roomsFor(rows, (size) => new Float64Array(size))
  const isEven = digits.length % 2 === 0
  const places = isEven
    ? [rows, roomsFor(rows, scoresBetween, weightsBetween), sorted]
    : [rows, sorted, rows, sorted]
  for (const [i, digit] of digits.entries()) {
    const [from, into] = places.slice(i, i + 2) as [Rows, Rows] // one more than digits
    move(from, into, toStarts(digitOf(counts, digit)), { word, shift: digit * DIGIT_BITS })
  }
  return sorted
}

function roomsFor(
  { scores, weights }: Rows,
  roomFor: (length: number) => Float64Array<ArrayBuffer>,
  weightRoomFor = roomFor,
): Rows {
  return { scores: roomFor(scores.length), weights: weights && weightRoomFor(weights.length) }
}

function digitOf(counts: Uint32Array, digit: number): Uint32Array {
  return counts.subarray(digit * BUCKETS, (digit + 1) * BUCKETS)
}

/** How often each digit has each value. */
function countDigits(scores: Float64Array, word: number): Uint32Array {
  const words = wordsOf(scores)
  const counts = new Uint32Array(DIGITS * BUCKETS)
  for (let at = word; at < words.length; at += 2) {
    const bits = words[at] as number // two words each
    const low = bits & 2047
    const middle = BUCKETS + ((bits >>> 11) & 2047)
    const high = 2 * BUCKETS + (bits >>> 22)
    counts[low] = (counts[low] as number) + 1
    counts[middle] = (counts[middle] as number) + 1
    counts[high] = (counts[high] as number) + 1
  }
  return counts
}

function toStarts(counts: Uint32Array): Uint32Array {
  let sum = 0
  for (let k = 0; k < BUCKETS; k++) {
    const count = counts[k] as number // there are so many
    counts[k] = sum
    sum += count
  }
  return counts
}

function move(
  from: Rows,
  into: Rows,
  starts: Uint32Array,
  { word, shift }: { readonly word: number; readonly shift: number },
): void {
  const words = wordsOf(from.scores)
  if (from.weights !== undefined && into.weights !== undefined) {
    moveColumn(from.weights, into.weights, words, starts.slice(), word, shift)
  }
  moveColumn(from.scores, into.scores, words, starts, word, shift)
}

function moveColumn(
  from: Float64Array,
  into: Float64Array,
  words: Uint32Array,
  starts: Uint32Array,
  word: number,
  shift: number,
): void {
  for (let i = 0; i < from.length; i++) {
    const bucket = ((words[2 * i + word] as number) >>> shift) & 2047 // two words each
    const place = starts[bucket] as number
    starts[bucket] = place + 1
    into[place] = from[i] as number
  }
}

/** By their bits negative numbers come last, and the least of them at the very end. */
function putNegativesFirst({ scores, weights }: Rows): void {
  const { length } = scores
  if (!((scores[length - 1] as number) < 0)) return
  let from = length
  while (from > 0 && (scores[from - 1] as number) < 0) from--
  for (const column of weights === undefined ? [scores] : [scores, weights]) {
    const negative = column.slice(from).reverse()
    column.copyWithin(negative.length, 0, from)
    column.set(negative)
  }
}

/** Sorts the runs of scores whose upper words are equal. */
function settleEqualWords(rows: Rows): void {
  const { scores, weights } = rows
  const words = wordsOf(scores)
  for (let from = 0; from < scores.length; ) {
    const word = words[2 * from + HIGH]
    let isSorted = true
    let end = from + 1
    while (end < scores.length && words[2 * end + HIGH] === word) {
      if ((scores[end] as number) < (scores[end - 1] as number)) isSorted = false
      end++
    }
    if (!isSorted && end - from <= MOST_INSERTED) insert(scores, weights, from, end)
    else if (!isSorted) sortByLowWord(rows, from, end)
    from = end
  }
}

function insert(
  scores: Float64Array,
  weights: Float64Array | undefined,
  from: number,
  end: number,
): void {
  for (let i = from + 1; i < end; i++) {
    const score = scores[i] as number // in range
    const weight = weights?.[i] as number
    let at = i
    for (; at > from && (scores[at - 1] as number) > score; at--) {
      scores[at] = scores[at - 1] as number
      if (weights !== undefined) weights[at] = weights[at - 1] as number
    }
    scores[at] = score
    if (weights !== undefined) weights[at] = weight
  }
}

/** The signs are equal; of negative numbers the greater word is the lesser number. */
function sortByLowWord({ scores, weights }: Rows, from: number, end: number): void {
  if (weights === undefined && end - from < FEW) {
    scores.subarray(from, end).sort()
    return
  }
  const part = { scores: scores.slice(from, end), weights: weights?.slice(from, end) }
  const sorted = sortByWord(part, LOW)
  const isNegative = (scores[from] as number) < 0
  scores.set(isNegative ? sorted.scores.reverse() : sorted.scores, from)
  if (sorted.weights === undefined) return
  weights?.set(isNegative ? sorted.weights.reverse() : sorted.weights, from)
}

function wordsOf(scores: Float64Array): Uint32Array {
  return new Uint32Array(scores.buffer, scores.byteOffset, 2 * scores.length)
}

function sortWeightsOfTies(scores: Float64Array, weights: Float64Array): void {
  for (let from = 0; from < scores.length; ) {
    let end = from + 1
    while (end < scores.length && scores[end] === scores[from]) end++
    if (end - from > 1) weights.subarray(from, end).sort()
    from = end
  }
}
