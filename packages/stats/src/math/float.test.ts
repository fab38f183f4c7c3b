import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isFloat32,
  nextDown,
  nextDownFloat32,
  nextUp,
  nextUpFloat32,
  ulpDistance,
  ulpDistanceFloat32,
} from './float.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const finiteFloat = fc.float({ noNaN: true, noDefaultInfinity: true })

test('nextUp and nextDown know the neighbours at the edges', () => {
  expect(nextUp(0)).toBe(Number.MIN_VALUE)
  expect(nextUp(-0)).toBe(Number.MIN_VALUE)
  expect(nextUp(-Number.MIN_VALUE)).toBe(-0)
  expect(nextUp(1)).toBe(1 + Number.EPSILON)
  expect(nextDown(1)).toBe(1 - Number.EPSILON / 2)
  expect(nextUp(Number.MAX_VALUE)).toBe(Number.POSITIVE_INFINITY)
  expect(nextUp(Number.NEGATIVE_INFINITY)).toBe(-Number.MAX_VALUE)
  expect(nextUp(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
  expect(nextUp(Number.NaN)).toBeNaN()
  expect(nextUp(2.225073858507201e-308)).toBe(2.2250738585072014e-308)
  expect(nextUp(1.9999999999999998)).toBe(2)
  expect(nextUp(-2)).toBe(-1.9999999999999998)
})

test('the next double above is one step away and leads back', () => {
  fc.assert(
    fc.property(finite, (x) => {
      const up = nextUp(x)
      expect(up).toBeGreaterThan(x)
      expect(nextDown(up) === x).toBe(true)
      expect(ulpDistance(x, up)).toBe(1)
    }),
  )
})

test('the next float above is one step away and leads back', () => {
  fc.assert(
    fc.property(finiteFloat, (x) => {
      const up = nextUpFloat32(x)
      expect(isFloat32(up)).toBe(true)
      expect(up).toBeGreaterThan(x)
      expect(nextDownFloat32(up) === x).toBe(true)
      expect(ulpDistanceFloat32(x, up)).toBe(1)
    }),
  )
})

test('distances count across zero and never compare NaN with a number', () => {
  expect(ulpDistance(-Number.MIN_VALUE, Number.MIN_VALUE)).toBe(2)
  expect(ulpDistance(0, -0)).toBe(0)
  expect(ulpDistance(1, 1 + 3 * Number.EPSILON)).toBe(3)
  expect(ulpDistance(Number.NaN, Number.NaN)).toBe(0)
  expect(ulpDistance(Number.NaN, 1)).toBe(Number.POSITIVE_INFINITY)
  expect(ulpDistanceFloat32(1, 1.0000002384185791)).toBe(2)
  expect(isFloat32(0.1)).toBe(false)
})
