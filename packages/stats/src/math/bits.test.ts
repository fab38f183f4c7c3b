import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { highWord, lowWord } from './bits.ts'
import * as math from './index.ts'

/**
 * Digests of the result bits over 5000 seeded arguments. Every engine and machine must give these;
 * a deliberate change of an algorithm changes them, and with them predictions that were recorded.
 */
const digests = {
  exp: 'c93e326e',
  expm1: '3868648d',
  log: '78caf9d5',
  log1p: '0a55550c',
  logistic: 'f6dfcf16',
  tanh: 'bd126105',
  erf: '54d9dfc6',
  erfc: 'af98de95',
  lgamma: '84949ea8',
  pow: '36b3f8c0',
}

test('the elementary functions give the same bits everywhere', () => {
  const { exp, expm1, log, log1p, logistic, tanh, erf, erfc, lgamma, pow } = math
  const functions = { exp, expm1, log, log1p, logistic, tanh, erf, erfc, lgamma, pow }
  const found = Object.entries(functions).map(([name, of]) => [name, digest(of)])
  expect(Object.fromEntries(found)).toEqual(digests)
})

/** FNV-1a over 32-bit words. */
function digest(of: (x: number, y: number) => number): string {
  const random = createRandom(2001)
  let hash = 0x811c9dc5
  for (let i = 0; i < 5000; i++) {
    const scale = [1, 20, 700][i % 3] ?? 1
    const x = (2 * random.nextFloat() - 1) * scale
    // A NaN has no fixed bits.
    const result = of(Number.isNaN(of(x, 2.5)) ? -x : x, 2.5)
    for (const word of [highWord(result), lowWord(result)])
      hash = Math.imul(hash ^ word, 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
