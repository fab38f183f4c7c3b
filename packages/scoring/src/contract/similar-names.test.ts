import { expect, test } from 'vitest'
import { findNearestName, isSimilarName } from './similar-names.ts'

test.each([
  ['distance', 'Distance'],
  ['dep_time', 'depTime'],
  ['dep-time', 'DEP TIME'],
  ['distance', 'distence'],
  ['distance', 'distacne'],
  ['arrival_delay', 'arrivals_delay'],
  ['lag_1_value', 'lag_1_vlaue'],
])('holds %s and %s for one name', (a, b) => {
  expect(isSimilarName(a, b)).toBe(true)
  expect(isSimilarName(b, a)).toBe(true)
})

test.each([
  ['lag_1', 'lag_2'],
  ['Column_12', 'Column_13'],
  ['price_a', 'price_b'],
  ['lat', 'lon'],
  ['min_temperature', 'max_temperature'],
  ['origin', 'destination'],
  ['_', '-'],
])('holds %s and %s for two names', (a, b) => {
  expect(isSimilarName(a, b)).toBe(false)
  expect(isSimilarName(b, a)).toBe(false)
})

test('finds the nearest of several names, or none', () => {
  const names = ['minimum', 'maximum', 'missing', 'missingSeen']
  expect(findNearestName('minimun', names)).toBe('minimum')
  expect(findNearestName('MISSING_SEEN', names)).toBe('missingSeen')
  expect(findNearestName('colour', names)).toBeUndefined()
  expect(findNearestName('x'.repeat(100_000), names)).toBeUndefined()
})
