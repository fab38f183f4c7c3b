import { expect, test } from 'vitest'
import { Scratch } from './scratch.ts'

/** A scorer of so many classes. */
function scorer(classes: number) {
  return {
    featureCount: 1,
    score: () => {},
    allocate: (capacity: number) => ({
      ...{ count: 0, rawWidth: 1, raw: new Float64Array(capacity), classes },
      probability: new Float64Array(capacity * classes),
    }),
  }
}

test('answers of one shape stand in the same memory, whichever version gives them', () => {
  const scratch = new Scratch()
  const answers = scratch.answers(scorer(2), 8)
  expect(scratch.answers(scorer(2), 8)).toBe(answers)
  expect(scratch.answers(scorer(2), 4)).toBe(answers)
  const other = scratch.answers(scorer(3), 8)
  expect([answers.probability?.length, other.probability?.length]).toEqual([16, 24])
  expect(scratch.answers(scorer(2), 8)).toBe(answers)
})

test('more rows than before get more room', () => {
  const scratch = new Scratch()
  scratch.answers(scorer(2), 8)
  const more = scratch.answers(scorer(2), 9)
  expect(more.raw.length).toBe(9)
  expect(scratch.answers(scorer(2), 9)).toBe(more)
})
