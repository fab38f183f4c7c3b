import fc from 'fast-check'
import { expect, test } from 'vitest'
import { divideDecimal } from './divide-decimal.ts'

/** The number that a text of 16 to 22 digits is, over a power of ten. */
function divided(digits: string, places: number): number {
  const scale = Number(`1e${digits.length - 15}`)
  const [high, low] = [Number(digits.slice(0, 15)), Number(digits.slice(15))]
  return divideDecimal(high, scale, low, Number(`1e${places}`))
}

const digits = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.stringMatching(/^[0-9]{15,21}$/))
  .map(([first, rest]) => `${first}${rest}`)
const places = fc.integer({ min: 0, max: 22 })

test('gives the nearest double, or says that it cannot tell', () => {
  fc.assert(
    fc.property(digits, places, (text, count) => {
      const found = divided(text, count)
      if (!Number.isNaN(found)) expect(found).toBe(Number(`${text}e-${count}`))
    }),
    { numRuns: 20_000 },
  )
})

test('tells it of doubles as they are written', () => {
  const written = fc.double({ min: 1e-4, max: 1e15, noNaN: true }).map(String)
  fc.assert(
    fc.property(written, (text) => {
      const [whole = '', part = ''] = text.split('.')
      const all = `${whole}${part}`.replace(/^0+/, '')
      if (text.includes('e') || all.length < 16) return
      expect(divided(all, part.length)).toBe(Number(text))
    }),
    { numRuns: 20_000 },
  )
})

test('does not choose between two doubles that are equally near', () => {
  // 2^53 + 1, and one beside 2^60 with a half between.
  expect(divided('9007199254740993', 0)).toBeNaN()
  expect(divided('1152921504606847104', 0)).toBeNaN()
  expect(divided('9007199254740994', 0)).toBe(2 ** 53 + 2)
})
