/** Where to ask a function on (0, 1), and what each answer counts for. */
export interface Quadrature {
  readonly points: Float64Array
  readonly weights: Float64Array
}

/**
 * The rule of Gauss and Legendre on (0, 1): with `size` points it integrates every polynomial of
 * degree 2 size - 1 exactly, but for rounding. Points are roots of the Legendre polynomial, found by
 * counting its changes of sign (a Sturm sequence), so that no guess and no trigonometry is needed.
 */
export function gaussLegendre(size: number): Quadrature {
  const points = new Float64Array(size)
  const weights = new Float64Array(size)
  for (let i = 0; i < Math.ceil(size / 2); i++) {
    const x = findRoot(size, i)
    const { value, before } = legendre(size, x)
    const slope = (size * (before - x * value)) / (1 - x * x)
    // 2 / ((1 - x^2) slope^2) on (-1, 1), half of it here.
    const weight = 1 / ((1 - x * x) * slope * slope)
    points[i] = (1 - x) / 2
    points[size - 1 - i] = (1 + x) / 2
    weights[i] = weight
    weights[size - 1 - i] = weight
  }
  return { points, weights }
}

/** The root of the Legendre polynomial that has `larger` roots above it; never below 0. */
function findRoot(size: number, larger: number): number {
  if (size % 2 === 1 && larger === (size - 1) / 2) return 0
  let [low, high] = [0, 1]
  for (;;) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) return middle
    if (legendre(size, middle).rootsAbove > larger) low = middle
    else high = middle
  }
}

/** P_size(x) and P_(size-1)(x) by Bonnet's recursion, and how many roots P_size has above x. */
function legendre(size: number, x: number) {
  let [before, value] = [1, x]
  let rootsAbove = x < 0 ? 1 : 0
  for (let n = 1; n < size; n++) {
    const next = ((2 * n + 1) * x * value - n * before) / (n + 1)
    if (next < 0 !== value < 0) rootsAbove++
    before = value
    value = next
  }
  return { value, before, rootsAbove }
}
