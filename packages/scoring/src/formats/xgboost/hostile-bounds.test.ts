import { expect, test } from 'vitest'
import { Refusal } from '../../refusals.ts'
import { importModel } from '../import-model.ts'
import { edited, type Loose } from './testing/edit-model.ts'

const plain = '3.4-binary-logistic'

function refusalOf(name: string, change: (model: Loose) => void): Refusal {
  try {
    importModel(edited(name, change))
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const parameter = (key: string, value: string) => (model: Loose) => {
  model.learner.learner_model_param[key] = value
}

test.each([
  ['features', parameter('num_feature', '100001'), 'from 0 to 100000'],
  ['classes', parameter('num_class', '4000000'), 'from 0 to 100000'],
  ['targets', parameter('num_target', '4000000'), 'from 0 to 100000'],
])(
  'more %s than a contract can hold are refused before any room is made',
  (_, change, expected) => {
    expect(refusalOf(plain, change).message).toContain(expected)
  },
)

test('a base score of a million digits and a letter is refused in one pass', () => {
  const refusal = refusalOf(plain, parameter('base_score', `${'1'.repeat(1_000_000)}x`))
  expect(refusal.place).toBe('/learner/learner_model_param/base_score')
})

test.each([
  ['empty', ''],
  ['too long', 'n'.repeat(10_001)],
  ['half a surrogate pair', '\ud800'],
])('a feature name that is %s is refused, as no contract can hold it', (_, name) => {
  const refusal = refusalOf(plain, (model) => {
    const count = Number(model.learner.learner_model_param.num_feature)
    model.learner.feature_names = Array.from({ length: count }, (_, i) =>
      i === 1 ? name : `f${i}`,
    )
  })
  expect(refusal.place).toBe('/learner/feature_names/1')
})

test('lists of categories that nodes share are refused, as each would be worked through', () => {
  const refusal = refusalOf('3.4-categories-softprob', (model) => {
    const tree = model.learner.gradient_booster.model.trees[0]
    tree.categories_segments = tree.categories_segments.map(() => 0)
    tree.categories_sizes = tree.categories_sizes.map(() => tree.categories.length)
  })
  expect(refusal.place).toMatch(/trees\/0\/categories_sizes$/)
  expect(refusal.found).toMatch(/entries in all$/)
})

test('a key of the file cannot steer a terminal from the place of a refusal', () => {
  const text = Buffer.from(edited(plain, () => {})).toString()
  const bytes = Buffer.from(text.replace('{', '{"\u001b[2J":"x" "'))
  expect(() => importModel(bytes)).toThrow(Refusal)
  expect(() => importModel(bytes)).not.toThrow('\u001b')
})
