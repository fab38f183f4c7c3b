import { expect, test } from 'vitest'
import { firstDifference } from './first-difference.ts'

test('documents that say the same have no difference', () => {
  expect(firstDifference({ a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] })).toBeUndefined()
})

test('names the first place and what each says there', () => {
  const recorded = { partitions: [{ 'flights@1': { auc: 0.7 } }, { n: 1 }] }
  const found = { partitions: [{ 'flights@1': { auc: 0.8 } }, { n: 2 }] }
  expect(firstDifference(recorded, found)).toEqual({
    place: 'partitions[0]["flights@1"].auc',
    recorded: '0.7',
    found: '0.8',
  })
})

test('what only one of them has is a difference', () => {
  expect(firstDifference({ a: 1 }, {})).toMatchObject({ place: 'a', found: 'nothing' })
  expect(firstDifference([], [1])).toMatchObject({ place: '[0]', recorded: 'nothing' })
})
