import { HIGH, LOW } from '../../math/bits.ts'

const DIGITS = 6
const BUCKETS = 2048
/** Below it the engine's own sort is faster. */
const FEW = 4096

/**
 * Sorts scores in ascending order into a new array, and their weights along with them: of equal
 * scores the smaller weight comes first, so that the same rows give the same arrays whatever their
 * order was. Scores are neither NaN nor -0.
 *
 * Least-significant-digit radix sort over the bits of the doubles (Knuth, TAOCP vol. 3, 5.2.5), by
 * 11 bits at a time; digits that all scores share are passed over.
 */
export function sortScores(
  scores: Float64Array,
  weights?: Float64Array,
): { readonly scores: Float64Array; readonly weights: Float64Array | undefined } {
  if (weights === undefined && scores.length < FEW) {
    return { scores: scores.slice().sort(), weights: undefined }
  }
  const keys = new Uint32Array(scores.slice().buffer)
  toOrderedKeys(keys)
  const sorted = sortKeys(keys, weights && new Float64Array(weights))
  fromOrderedKeys(sorted.keys)
  const found = new Float64Array(sorted.keys.buffer)
  if (sorted.weights !== undefined) sortWeightsOfTies(found, sorted.weights)
  return { scores: found, weights: sorted.weights }
}

/** Makes the unsigned order of the words that of the numbers. */
function toOrderedKeys(keys: Uint32Array): void {
  for (let at = 0; at < keys.length; at += 2) {
    const high = keys[at + HIGH] as number // two words each
    // Negative numbers run backwards: all their bits are flipped; others get the top bit.
    const negative = high >= 0x80000000
    keys[at + HIGH] = negative ? ~high : high | 0x80000000
    if (negative) keys[at + LOW] = ~(keys[at + LOW] as number)
  }
}

function fromOrderedKeys(keys: Uint32Array): void {
  for (let at = 0; at < keys.length; at += 2) {
    const high = keys[at + HIGH] as number // two words each
    const negative = high < 0x80000000
    keys[at + HIGH] = negative ? ~high : high & 0x7fffffff
    if (negative) keys[at + LOW] = ~(keys[at + LOW] as number)
  }
}

function sortKeys(keys: Uint32Array<ArrayBuffer>, weights: Float64Array<ArrayBuffer> | undefined) {
  const starts = countDigits(keys)
  let from = { keys, weights }
  let into = {
    keys: new Uint32Array(keys.length),
    weights: weights && new Float64Array(weights.length),
  }
  for (let digit = 0; digit < DIGITS; digit++) {
    const own = starts.subarray(digit * BUCKETS, (digit + 1) * BUCKETS)
    if (own.includes(keys.length / 2)) continue
    toStarts(own)
    if (from.weights === undefined || into.weights === undefined) {
      moveKeys(from.keys, into.keys, own, digit)
    } else {
      moveWeights(from.keys, from.weights, into.weights, own.slice(), digit)
      moveKeys(from.keys, into.keys, own, digit)
    }
    const moved = into
    into = from
    from = moved
  }
  return from
}

/** How often each digit has each value. */
function countDigits(keys: Uint32Array): Uint32Array {
  const counts = new Uint32Array(DIGITS * BUCKETS)
  for (let at = 0; at < keys.length; at += 2) {
    const low = keys[at + LOW] as number // two words each
    const high = keys[at + HIGH] as number
    for (let digit = 0; digit < DIGITS; digit++) {
      const place = digit * BUCKETS + digitOf(digit, low, high)
      counts[place] = (counts[place] as number) + 1
    }
  }
  return counts
}

function toStarts(counts: Uint32Array): void {
  let sum = 0
  for (let k = 0; k < BUCKETS; k++) {
    const count = counts[k] as number // there are so many
    counts[k] = sum
    sum += count
  }
}

function moveKeys(keys: Uint32Array, into: Uint32Array, starts: Uint32Array, digit: number): void {
  for (let at = 0; at < keys.length; at += 2) {
    const low = keys[at + LOW] as number // two words each
    const high = keys[at + HIGH] as number
    const bucket = digitOf(digit, low, high)
    const place = starts[bucket] as number
    starts[bucket] = place + 1
    into[2 * place + LOW] = low
    into[2 * place + HIGH] = high
  }
}

function moveWeights(
  keys: Uint32Array,
  weights: Float64Array,
  into: Float64Array,
  starts: Uint32Array,
  digit: number,
): void {
  for (let i = 0; i < weights.length; i++) {
    const bucket = digitOf(digit, keys[2 * i + LOW] as number, keys[2 * i + HIGH] as number)
    const place = starts[bucket] as number
    starts[bucket] = place + 1
    into[place] = weights[i] as number // as many as keys
  }
}

function digitOf(digit: number, low: number, high: number): number {
  if (digit === 0) return low & 2047
  if (digit === 1) return (low >>> 11) & 2047
  if (digit === 2) return ((low >>> 22) | (high << 10)) & 2047
  if (digit === 3) return (high >>> 1) & 2047
  return digit === 4 ? (high >>> 12) & 2047 : high >>> 23
}

function sortWeightsOfTies(scores: Float64Array, weights: Float64Array): void {
  for (let from = 0; from < scores.length; ) {
    let end = from + 1
    while (end < scores.length && scores[end] === scores[from]) end++
    if (end - from > 1) weights.subarray(from, end).sort()
    from = end
  }
}
