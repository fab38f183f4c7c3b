/**
 * Uniform whole numbers below a bound, the same on every machine: sfc32 of Chris Doty-Humphrey
 * (PractRand 0.9), seeded by its own first rounds. The bias of a bound far below 2^32 is negligible
 * for choosing test rows.
 */
export function seededChoice(seed: number): (bound: number) => number {
  let a = seed | 0
  let b = 0x9e3779b9 | 0
  let c = 0x243f6a88 | 0
  let counter = 1
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) next()
  return (bound) => next() % bound
}
