import { createRandom, type Random } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import { Refusal } from '../../refusals.ts'
import { modelsOf, readCase } from '../testing/conformance/cases.ts'
import { readOrRefusal } from '../testing/read-or-refusal.ts'
import { edited, jsonOf, type Loose } from './testing/edit-model.ts'

const jsonNames = [
  '3.4-binary-logistic',
  '3.4-categories-softprob',
  '3.4-expectiles',
  '1.7-dart-deep',
]
const names = [
  ...jsonNames,
  '3.4-pandas-ubj',
  '3.4-dart',
  '3.4-linear-softprob',
  '2.1-vector-softprob',
]
const files = names.map((name) => Uint8Array.from(readCase(modelsOf('xgboost'), name).model))

function refusalOf(bytes: Uint8Array): string {
  const result = readOrRefusal(bytes)
  if (result === 'read') throw new Error('the damaged model was read')
  return `${result.code}: ${result.message}`
}

test('a model cut off anywhere is called truncated', () => {
  for (const [i, file] of files.entries()) {
    for (let length = 12; length < file.length; length += 53) {
      const result = readOrRefusal(file.subarray(0, length))
      expect(result, `${names[i]} cut at ${length}`).toBeInstanceOf(Refusal)
      const { code, place } = result as Refusal
      expect([code, names[i], length]).toEqual(['model-truncated', names[i], length])
      expect(place).toMatch(/^byte \d+ \(\//)
    }
  }
})

test('2,000 random mutations are refused by place or read, and never crash or hang', () => {
  const random = createRandom(20261122)
  const codes = new Map<string, number>()
  for (let i = 0; i < 2000; i++) {
    const result = readOrRefusal(mutate(i, random))
    const code = result === 'read' ? result : result.code
    codes.set(code, (codes.get(code) ?? 0) + 1)
    if (result !== 'read') expect(result.place).toMatch(/^(?:byte \d+|\/|coefficients )/)
  }
  for (const code of ['read', 'model-corrupt', 'model-unsupported', 'model-truncated']) {
    expect(codes.get(code), code).toBeGreaterThan(20)
  }
  expect(codes.get('package-corrupt') ?? 0).toBe(0)
})

/** Half by bytes, half by structure. */
function mutate(turn: number, random: Random): Uint8Array {
  const file = files[turn % files.length] as Uint8Array
  if (turn % 2 === 0) return mutateBytes(file, random)
  const name = jsonNames[random.nextBelow(jsonNames.length)] as string
  return edited(name, (model) => mutateDocument(model, random))
}

function mutateBytes(file: Uint8Array, random: Random): Uint8Array {
  const bytes = file.slice()
  const at = random.nextBelow(bytes.length)
  const kind = random.nextBelow(3)
  if (kind === 0) bytes[at] = (bytes[at] as number) ^ (1 << random.nextBelow(8))
  else if (kind === 1) bytes.copyWithin(at, at + 1 + random.nextBelow(9))
  else bytes[at] = random.nextBelow(256)
  return bytes
}

const values: readonly Loose[] = [
  -1,
  0,
  1,
  1e9,
  2 ** 31,
  0.5,
  -1e40,
  'x',
  '-1',
  '9999999999',
  null,
  true,
]
const shapes: readonly Loose[] = [[], {}, [1], [[]], ['a']]

/** Walks down a random path and changes what is there. */
function mutateDocument(model: Loose, random: Random): void {
  let parent = model
  for (;;) {
    const keys = Object.keys(parent)
    const key = keys[random.nextBelow(keys.length)] as string
    const child = parent[key]
    const isLeaf = typeof child !== 'object' || child === null || Object.keys(child).length === 0
    if (!isLeaf && random.nextBelow(8) > 0) {
      parent = child
      continue
    }
    const choices = [...values, ...(random.nextBelow(4) === 0 ? shapes : [])]
    if (random.nextBelow(6) > 0) parent[key] = choices[random.nextBelow(choices.length)]
    else if (Array.isArray(parent)) parent.splice(Number(key), 1)
    else delete parent[key]
    return
  }
}

type Change = (model: Loose) => void
const inTree =
  (change: (tree: Loose) => void): Change =>
  (model) =>
    change(model.learner.gradient_booster.model.trees[1])
const inLearner =
  (change: (learner: Loose) => void): Change =>
  (model) =>
    change(model.learner)
const tree1 = '/learner/gradient_booster/model/trees/1'

test.each<[string, Change, string]>([
  [
    'a child that leads back',
    inTree((t) => (t.left_children[1] = 0)),
    `${tree1}/right_children/1: found`,
  ],
  [
    'a child beyond the nodes',
    inTree((t) => (t.left_children[0] = 999)),
    `${tree1}/left_children/0: found 999`,
  ],
  [
    'a right child elsewhere',
    inTree((t) => (t.right_children[0] = 3)),
    `${tree1}/right_children/0: found 3, expected 2, the node after`,
  ],
  [
    'too few conditions',
    inTree((t) => t.split_conditions.pop()),
    `${tree1}/split_conditions: found`,
  ],
  [
    'a condition that is no number',
    inTree((t) => (t.split_conditions[0] = 'x')),
    'expected a list of numbers',
  ],
  [
    'a leaf beyond floats',
    inTree((t) => t.split_conditions.splice(-1, 1, 1e39)),
    'expected a finite leaf value',
  ],
  [
    'a node of another type',
    inTree((t) => (t.split_type[0] = 2)),
    `${tree1}/split_type/0: found 2`,
  ],
  [
    'a category node without a set',
    inTree((t) => (t.split_type[0] = 1)),
    `${tree1}/split_type/0: found 1, expected 0`,
  ],
  [
    'a huge tree',
    inTree((t) => (t.tree_param.num_nodes = '99999999999')),
    `${tree1}/tree_param/num_nodes: found "99999999999"`,
  ],
  [
    'a feature beyond the features',
    inTree((t) => (t.split_indices[0] = 5)),
    `${tree1}/split_indices: found 5, expected a feature below 5`,
  ],
  [
    'leaves of other widths',
    inTree((t) => (t.tree_param.size_leaf_vector = '3')),
    `${tree1}/tree_param/size_leaf_vector: found 3`,
  ],
  ['no trees', inLearner((l) => delete l.gradient_booster.model.trees), 'expected'],
  ['a lost tree', inLearner((l) => l.gradient_booster.model.trees.pop()), 'as num_trees says'],
  [
    'a class beyond the classes',
    inLearner((l) => (l.gradient_booster.model.tree_info[0] = 1)),
    '/tree_info/0: found 1, expected a whole number from 0 to 0',
  ],
  [
    'an unknown booster',
    inLearner((l) => (l.gradient_booster.name = 'gbforest')),
    'model-unsupported: /learner/gradient_booster/name: found gbforest',
  ],
  [
    'an unknown objective',
    inLearner((l) => (l.objective.name = 'reg:mine')),
    'model-unsupported: /learner/objective/name: found reg:mine',
  ],
  [
    'an objective named like a method',
    inLearner((l) => (l.objective.name = 'toString')),
    'model-unsupported: /learner/objective/name',
  ],
  [
    'a base score that is no number',
    inLearner((l) => (l.learner_model_param.base_score = '[x]')),
    '/base_score: found [x]',
  ],
  [
    'too many base scores',
    inLearner((l) => (l.learner_model_param.base_score = '[1,2]')),
    'found 2 base scores, expected 1',
  ],
  [
    'a base score out of range',
    inLearner((l) => {
      l.objective.name = 'count:poisson'
      l.learner_model_param.base_score = '-1'
    }),
    'in the range of count:poisson',
  ],
  [
    'classes and targets',
    inLearner((l) => {
      l.learner_model_param.num_class = '3'
      l.learner_model_param.num_target = '2'
    }),
    '/num_target: found 3 classes of 2 targets',
  ],
  [
    'a feature for each byte of memory',
    inLearner((l) => (l.learner_model_param.num_feature = '4000000')),
    '/num_feature: found "4000000", expected a whole number from 0 to 100000',
  ],
  [
    'no features',
    inLearner((l) => (l.learner_model_param.num_feature = '0')),
    'expected at least one feature',
  ],
  ['lacking names', inLearner((l) => (l.feature_names = ['a'])), 'found 1 names, expected 5'],
  [
    'a name twice',
    inLearner((l) => (l.feature_names = ['a', 'b', 'a', 'c', 'd'])),
    '/feature_names/2: found "a" a second time',
  ],
  [
    'iterations that do not climb',
    inLearner((l) => (l.gradient_booster.model.iteration_indptr[1] = 3)),
    '/iteration_indptr/',
  ],
  ['another version', (m) => (m.version = [4, 0, 0]), 'model-unsupported: /version: found 4.0.0'],
  ['no version', (m) => (m.version = []), 'found no version'],
])('%s is refused with the JSON pointer and the values', (_, change, expected) => {
  expect(refusalOf(edited('3.4-binary-logistic', change))).toContain(expected)
})

test('leaves of several numbers are refused in files of versions that had none', () => {
  const old = jsonOf('2.1-vector-targets').replace('"version":[2,1,4]', '"version":[1,2,0]')
  expect(refusalOf(Buffer.from(old))).toContain(
    '/trees: found leaves of 2 numbers, expected leaves of one number',
  )
})

test.each<[string, (tree: Loose, model: Loose) => void, string]>([
  [
    'categories beyond the list',
    (t) => (t.categories_sizes[0] = 9999),
    '/categories_sizes/0: found an end at',
  ],
  ['an empty set', (t) => (t.categories_sizes[0] = 0), '/categories_sizes/0: found 0'],
  ['a negative category', (t) => (t.categories[0] = -1), '/categories/0: found -1'],
  ['nodes out of order', (t) => (t.categories_nodes[0] = 5), '/categories_nodes/'],
])('category sets with %s are refused', (_, change, expected) => {
  const bytes = edited('3.4-categories-softprob', (model) =>
    change(model.learner.gradient_booster.model.trees[0], model),
  )
  expect(refusalOf(bytes)).toContain(expected)
})

test('few bytes cannot ask for gigabytes of category sets', () => {
  const bytes = edited('3.4-categories-softprob', (model) => {
    for (const tree of model.learner.gradient_booster.model.trees) tree.categories.fill(0xffffff)
    const { trees } = model.learner.gradient_booster.model
    for (let i = 0; i < 40; i++) trees.push(trees[0])
  })
  expect(refusalOf(bytes)).toMatch(
    /^model-unsupported: .*categories_segments.*at most 16777216 words/,
  )
})

test.each<[string, (cats: Loose, model: Loose) => void, string]>([
  ['offsets that go back', (c) => (c.enc[1].offsets[3] = 2), '/cats/enc/1/offsets/3: found 2'],
  ['bytes that are not UTF-8', (c) => (c.enc[1].values[11] = -1), 'in UTF-8'],
  ['a level twice', (c) => (c.enc[2].values[0] = 20), '/cats/enc/2/values: found 20 twice'],
  [
    'one on a number',
    (c) => (c.enc[4] = { type: 13, values: [1] }),
    '/cats/enc/4/values: found 1 levels of the type int',
  ],
  ['columns for other features', (c) => c.enc.pop(), 'found 4 columns, expected 5'],
  ['segments that differ', (c) => (c.feature_segments[2] = 5), '/cats/feature_segments/2: found 5'],
  [
    'other letters from an old version',
    (_, m) => (m.version = [3, 2, 0]),
    'model-unsupported: /learner/gradient_booster/model/cats/enc/1/values',
  ],
])('levels with %s are refused', (_, change, expected) => {
  const bytes = edited('3.4-pandas-json', (model) =>
    change(model.learner.gradient_booster.model.cats, model),
  )
  expect(refusalOf(bytes)).toContain(expected)
})

test('a document nested without end is refused, also where nobody asked for it', () => {
  const deep = '['.repeat(100_000)
  expect(refusalOf(Buffer.from(`{"learner":{"trees_of_old":${deep}`))).toMatch('at most 64 levels')
  expect(refusalOf(Buffer.from(`{"learner":{"enc":${deep}`))).toMatch('at most 64 levels')
  const ubjson = Buffer.from(`{L\0\0\0\0\0\0\0\x07learner${deep}`, 'latin1')
  expect(refusalOf(ubjson)).toMatch('at most 64 levels')
})

test('lengths of UBJSON beyond the file are refused before anything is made for them', () => {
  const file = readCase(modelsOf('xgboost'), '3.4-pandas-ubj').model
  const at = Buffer.from(file).indexOf('[$l#L')
  const bytes = Uint8Array.from(file)
  bytes.set([0, 0, 0x7f, 0, 0, 0, 0, 0], at + 5)
  expect(refusalOf(bytes)).toMatch(/^model-truncated: byte \d+ \(.*found a length of/)
})

test('a key given twice is refused', () => {
  const text = jsonOf('3.4-binary-logistic').replace('"version":', '"version":[1,7,6],"version":')
  expect(refusalOf(Buffer.from(text))).toMatch('(/version): found this key a second time')
})
