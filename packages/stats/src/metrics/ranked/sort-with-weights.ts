const DIGIT_BITS = 16
const DIGITS = 65536

/**
 * Sorts scores in ascending order and their weights along with them, into new arrays; -0 and 0 are
 * one score, and of equal scores the smaller weight comes first, so that the same rows give the same
 * arrays whatever their order was. Scores must not be NaN.
 *
 * Least-significant-digit radix sort over the bits of the doubles (Knuth, TAOCP vol. 3, 5.2.5).
 */
export function sortWithWeights(
  scores: Float64Array,
  weights: Float64Array,
): { readonly scores: Float64Array; readonly weights: Float64Array } {
  const keys = orderedKeys(scores)
  let order = Uint32Array.from(scores, (_, i) => i)
  let next = new Uint32Array(scores.length)
  for (let digit = 0; digit < 4; digit++) {
    sortByDigit(keys, digit, order, next)
    const swapped = order
    order = next
    next = swapped
  }
  const sorted = { scores: gathered(scores, order), weights: gathered(weights, order) }
  sortWeightsOfTies(sorted.scores, sorted.weights)
  return sorted
}

function gathered(values: Float64Array, order: Uint32Array): Float64Array {
  const result = new Float64Array(values.length)
  // `order` holds each index of the array once.
  for (let i = 0; i < order.length; i++) result[i] = values[order[i] as number] as number
  return result
}

function sortWeightsOfTies(scores: Float64Array, weights: Float64Array): void {
  for (let from = 0; from < scores.length; ) {
    let end = from + 1
    while (end < scores.length && scores[end] === scores[from]) end++
    if (end - from > 1) weights.subarray(from, end).sort()
    from = end
  }
}

/** Bits in little-endian 16-bit digits whose unsigned order is the order of the numbers. */
function orderedKeys(scores: Float64Array): Uint16Array {
  const keys = new Uint16Array(scores.length * 4)
  const view = new DataView(new ArrayBuffer(8))
  for (let i = 0; i < scores.length; i++) {
    view.setFloat64(0, scores[i] as number, true) // in range
    // Negative numbers run backwards: all their bits are flipped; others get the top bit.
    const negative = view.getUint8(7) >= 128
    for (let digit = 0; digit < 4; digit++) {
      const bits = view.getUint16(2 * digit, true)
      const top = digit === 3 ? bits ^ 0x8000 : bits
      keys[4 * i + digit] = negative ? ~bits : top
    }
  }
  return keys
}

function sortByDigit(
  keys: Uint16Array,
  digit: number,
  order: Uint32Array,
  into: Uint32Array,
): void {
  const starts = new Uint32Array(DIGITS + 1)
  // Digits and indices below are in range by construction.
  for (let i = digit; i < keys.length; i += 64 / DIGIT_BITS) {
    const place = (keys[i] as number) + 1
    starts[place] = (starts[place] as number) + 1
  }
  for (let d = 0; d < DIGITS; d++) starts[d + 1] = (starts[d + 1] as number) + (starts[d] as number)
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number
    const key = keys[4 * row + digit] as number
    const place = starts[key] as number
    into[place] = row
    starts[key] = place + 1
  }
}
