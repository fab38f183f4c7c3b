/** A change of a number that has an effect, and how large it is. */
export interface Change {
  readonly to: number
  readonly amount: number
}

export interface ChangeSearch {
  readonly from: number
  /** The size that is usual for such numbers: amounts are powers of two of it. */
  readonly scale: number
  /** The nearest number that may stand there. */
  round(value: number): number
  /** Whether the number has an effect that is large enough. */
  hasEffect(to: number): boolean
}

/** Amounts lie between scale x 2^-50 and scale x 2^12. */
const least = -50
const most = 12
/** An amount is found to within this share of itself. */
const precision = 1 / 16

/**
 * The smallest change of a number that has an effect, upwards or downwards; `undefined` if none has.
 *
 * In each direction the largest amount is tried first. If it has an effect, the power of two is found
 * by halving the span of exponents, and then the amount between it and the one below, to a sixteenth
 * of itself. The effect is taken to grow with the amount; what is returned has been seen to have it.
 */
export function smallestChange(search: ChangeSearch): Change | undefined {
  const up = smallestAlong(search, 1)
  const down = smallestAlong(search, -1, up?.amount)
  if (up === undefined || down === undefined) return up ?? down
  return down.amount < up.amount ? down : up
}

function smallestAlong(
  { from, scale, round, hasEffect }: ChangeSearch,
  sign: 1 | -1,
  below = Number.POSITIVE_INFINITY,
): Change | undefined {
  const at = (amount: number) => round(from + sign * amount)
  const works = (amount: number) => {
    const to = at(amount)
    return to !== from && Number.isFinite(to) && hasEffect(to)
  }
  const limit = Math.min(scale * 2 ** most, below)
  if (!works(limit)) return undefined
  let high = limit
  let low = scale * 2 ** least
  while (high > 2 * low) {
    const middle = Math.sqrt(high) * Math.sqrt(low)
    if (works(middle)) high = middle
    else low = middle
  }
  while (high - low > precision * high) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) break
    if (works(middle)) high = middle
    else low = middle
  }
  return { to: at(high), amount: Math.abs(at(high) - from) }
}
