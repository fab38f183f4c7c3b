import fc from 'fast-check'
import { expect, test } from 'vitest'
import { smallestChange } from './smallest-change.ts'

const search = (from: number, hasEffect: (to: number) => boolean, round = (x: number) => x) =>
  smallestChange({ from, scale: Math.abs(from) || 1, round, hasEffect })

test('the nearer of two ways is taken', () => {
  const change = search(10, (to) => to >= 14 || to <= 9)
  expect(change?.to).toBeLessThanOrEqual(9)
  expect(change?.to).toBeGreaterThan(9 - 1 / 16)
})

test('a change of any size is found to within a sixteenth of itself', () => {
  const amounts = fc.double({ min: 1e-12, max: 1e3, noNaN: true })
  fc.assert(
    fc.property(amounts, fc.boolean(), (amount, upwards) => {
      const change = search(1, (to) => (upwards ? to - 1 >= amount : 1 - to >= amount))
      expect(change?.amount).toBeGreaterThanOrEqual(amount)
      expect(change?.amount).toBeLessThanOrEqual(amount * (16 / 15) + 2 ** -49)
    }),
  )
})

test('what is found has the effect, and may stand there', () => {
  const change = search(Math.fround(0.1), (to) => to > 0.3, Math.fround)
  expect(change?.to).toBe(Math.fround(change?.to ?? 0))
  expect(change?.to).toBeGreaterThan(0.3)
})

test('a number of which no change has an effect has no smallest change', () => {
  expect(search(5, () => false)).toBeUndefined()
  expect(search(0, (to) => to === 1e9)).toBeUndefined()
})
