import { createRandom, normalCdf } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'

const draws = 1_000_000

/** Counts of a million draws, each a bin. */
function count(bins: number, draw: (index: number) => number): Float64Array {
  const counts = new Float64Array(bins)
  for (let i = 0; i < draws; i++) {
    const bin = draw(i)
    counts[bin] = (counts[bin] as number) + 1 // every draw is a bin
  }
  return counts
}

/** Chi-square of counts that should all be equal, as deviations from its mean. */
function deviations(counts: Float64Array): number {
  const expected = draws / counts.length
  const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  const degrees = counts.length - 1
  return Math.abs(chi - degrees) / Math.sqrt(2 * degrees)
}

test.each([1, 2, 20_260_101])('uniform draws of seed %i fill 1,000 bins evenly', (seed) => {
  const random = createRandom(seed)
  const counts = count(1000, () => Math.floor(random.nextFloat() * 1000))
  expect(deviations(counts)).toBeLessThan(5)
})

test.each([1, 2])('normal draws of seed %i fill bins of equal probability evenly', (seed) => {
  const random = createRandom(seed)
  const counts = count(200, () => Math.floor(normalCdf(random.nextNormal()) * 200))
  expect(deviations(counts)).toBeLessThan(5)
})

test('the first draws of neighbouring seeds have nothing to do with each other', () => {
  const counts = count(400, (seed) => {
    const [a, b] = [createRandom(seed), createRandom(seed + 1)]
    return 20 * a.nextBelow(20) + b.nextBelow(20)
  })
  expect(deviations(counts)).toBeLessThan(5)
})
