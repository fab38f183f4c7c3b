/** Steps grow by this much, from this share of where they start: some last places of it. */
const growth = 64
const firstShare = 4 * Number.EPSILON
const leastStep = 1e-300

/**
 * The largest double of which a question that is answered yes up to some number, and no from there on,
 * says yes; `undefined` where it never does. NaN is not asked.
 *
 * @param guess where to look first; any number will do
 */
export function lastTrue(isYes: (x: number) => boolean, guess: number): number | undefined {
  if (!isYes(Number.NEGATIVE_INFINITY)) return undefined
  if (isYes(Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY
  if (isYes(Number.MAX_VALUE)) return Number.MAX_VALUE
  if (!isYes(-Number.MAX_VALUE)) return Number.NEGATIVE_INFINITY
  let [low, high] = surround(isYes, Number.isFinite(guess) ? guess : 0)
  for (;;) {
    const width = high - low
    const middle = width < Infinity ? low + width / 2 : low / 2 + high / 2
    if (middle <= low || middle >= high) return low
    if (isYes(middle)) low = middle
    else high = middle
  }
}

/** Two finite numbers with yes to the first and no to the second. */
function surround(isYes: (x: number) => boolean, start: number): [number, number] {
  const isBelow = isYes(start)
  let step = Math.max(Math.abs(start) * firstShare, leastStep)
  let last = start
  for (;;) {
    const next = isBelow ? start + step : start - step
    const far = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, next))
    if (isYes(far) !== isBelow) return isBelow ? [last, far] : [far, last]
    last = far
    step *= growth
  }
}
