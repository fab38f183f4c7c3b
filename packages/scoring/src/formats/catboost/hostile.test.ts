import { readFileSync } from 'node:fs'
import { createRandom } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { Refusal } from '../../refusals.ts'
import { explainRefusals } from '../testing/conformance/explained-refusals.ts'
import { readBases } from '../testing/mutation/bases.ts'
import { mutantsOf } from '../testing/mutation/mutants.ts'
import { readOrRefusal } from '../testing/read-or-refusal.ts'

const models = new URL('../../../fixtures/catboost/models/', import.meta.url)

test('what is refused on purpose is refused, naming the place', () => {
  for (const { what, refusal } of explainRefusals('catboost')) {
    if (refusal === undefined) continue
    expect(refusal.place, what).toMatch(/^(\/|byte )/)
  }
})

test('a model cut off anywhere is refused', async () => {
  const bases = (await readBases()).filter(({ format }) => format === 'catboost')
  const smallest = bases.toSorted((a, b) => a.bytes.length - b.bytes.length)[0]
  if (smallest === undefined) expect.unreachable()
  for (let length = 30; length < smallest.bytes.length; length += 97) {
    expect(readOrRefusal(smallest.bytes.subarray(0, length)), `cut at ${length}`).toBeInstanceOf(
      Refusal,
    )
  }
})

test('1,000 random mutations are refused by place or read, and never crash or hang', async () => {
  const bases = (await readBases()).filter(({ format }) => format === 'catboost')
  const mutant = mutantsOf(2611, bases)
  let refused = 0
  for (let i = 0; i < 1000; i++) if (readOrRefusal(mutant(i).bytes) !== 'read') refused += 1
  expect(refused).toBeGreaterThan(400)
  expect(refused).toBeLessThan(1000)
})

test('nesting without end is refused and does not overflow the stack', () => {
  const open =
    '{"split":{"border":0,"float_feature_index":0,"split_index":0,"split_type":"FloatFeature"},"left":'
  const tree = `${open.repeat(50_000)}{"value":1}${'}'.repeat(50_000)}`
  const text = `{"features_info":{"float_features":[{"borders":[0],"feature_index":0,"flat_feature_index":0,"has_nans":false,"nan_value_treatment":"AsIs"}]},"model_info":{"params":{"loss_function":{"type":"RMSE"}}},"scale_and_bias":[1,[0]],"trees":[${tree}]}`
  expect(readOrRefusal(new TextEncoder().encode(text))).toBeInstanceOf(Refusal)
})

test('a list of lists in the place of a hash is told in few words and does not overflow the stack', () => {
  const hash = `${'['.repeat(20_000)}0${']'.repeat(20_000)}`
  const text = readFileSync(new URL('combinations.json', models), 'latin1')
  const damaged = text.replace(/("hash_map":\s*\[)\s*"\d+"/, `$1${hash}`)
  expect(damaged.length).toBeGreaterThan(text.length)
  expect(readOrRefusal(new TextEncoder().encode(damaged))).toBeInstanceOf(Refusal)
})

test('keys of every object there is change nothing', () => {
  const random = createRandom(3)
  for (const key of ['__proto__', 'constructor', 'toString']) {
    const text = `{"features_info":{"${key}":${random.nextBelow(9)}},"oblivious_trees":[]}`
    expect(readOrRefusal(new TextEncoder().encode(text))).toBeInstanceOf(Refusal)
  }
})
