import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { erf, erfc } from './erf.ts'
import { exp } from './exp.ts'
import { expm1 } from './expm1.ts'
import { nextUp } from './float.ts'
import { lgamma } from './lgamma.ts'
import { log } from './log.ts'
import { log1p } from './log1p.ts'
import { logistic } from './logistic.ts'
import { pow } from './pow.ts'
import { tanh } from './tanh.ts'

/** A row of values: arguments, nearest double, what rounding lost in units of its last place. */
type Cell = number | string
type Cases = { readonly values: readonly Cell[][]; readonly exact: readonly Cell[][] }

const fixture: Record<string, Cases> = JSON.parse(
  readFileSync(new URL('../../fixtures/math.json', import.meta.url), 'utf8'),
)
const unary = { exp, expm1, log, log1p, logistic, tanh, erf, erfc, lgamma }
const functions: Record<string, (x: number, y: number) => number> = { ...unary, pow }

test('the fixture covers every function', () => {
  expect(Object.keys(fixture).sort()).toEqual(Object.keys(functions).sort())
})

test.each(Object.keys(functions))('%s is within 1 ulp of the high-precision value', (name) => {
  const worst = casesOf(name).values.map((row) => errorInUlps(name, row))
  expect(worst.length).toBeGreaterThan(150)
  expect(Math.max(...worst)).toBeLessThan(1)
})

test.each(['exp', 'log', 'log1p', 'pow', 'logistic'])('%s is within 0.61 ulp', (name) => {
  expect(Math.max(...casesOf(name).values.map((row) => errorInUlps(name, row)))).toBeLessThan(0.61)
})

test.each(Object.keys(functions))('%s gives the stated value at its special arguments', (name) => {
  for (const row of casesOf(name).exact) {
    expect([row, Number(call(name, row.slice(0, -1)))]).toEqual([row, Number(row.at(-1))])
  }
})

test('exp never falls between neighbouring doubles around the joints of its branches', () => {
  for (const joint of [-745, -708, -690, 0, 708, 709]) {
    let x = joint - 1e-10
    let previous = exp(x)
    for (let i = 0; i < 2000; i++) {
      x = nextUp(x)
      const next = exp(x)
      expect(next).toBeGreaterThanOrEqual(previous)
      previous = next
    }
  }
})

test('erfc falls between neighbouring doubles around the joints of its pieces', () => {
  for (const joint of [1.25, 1.75, 2.5, 3.5, 5, 8, 14]) {
    let x = joint - 1e-13 * joint
    let previous = erfc(x)
    for (let i = 0; i < 1000; i++) {
      x = nextUp(x)
      const next = erfc(x)
      expect(next).toBeLessThan(previous)
      previous = next
    }
  }
})

function casesOf(name: string): Cases {
  const cases = fixture[name]
  if (cases === undefined) throw new Error(`no fixture for ${name}`)
  return cases
}

function call(name: string, args: readonly Cell[]): number {
  return functions[name]?.(Number(args[0]), Number(args[1])) ?? Number.NaN
}

function errorInUlps(name: string, row: readonly Cell[]): number {
  const nearest = Number(row.at(-2))
  const ulp = nextUp(Math.abs(nearest)) - Math.abs(nearest)
  const found = call(name, row.slice(0, -2))
  return Math.abs((found - nearest) / ulp - Number(row.at(-1)))
}
