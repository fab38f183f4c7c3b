import { expect, test } from 'vitest'
import { createScorer } from '../../kernels/scorer.ts'
import { Refusal } from '../../refusals.ts'
import { setTexts } from '../../rows/row-texts.ts'
import type { GraphOptions } from '../onnx-graph/graph-options.ts'
import { importOnnx, judgeOnnx } from './import.ts'
import { readOnnxModel } from './proto/read-model.ts'
import {
  aModel,
  attribute,
  encodeProto,
  floatTensor,
  node,
  type ProtoMessage,
  valueInfo,
} from './testing/encode-onnx.ts'

const add = node('Add', ['x', 'c'], ['y'])
const c = floatTensor('c', [2], [1, 0.1])
const sound = aModel([
  [1, add],
  [5, c],
])

function refusalOf(bytes: Uint8Array): string {
  try {
    importOnnx(bytes)
    return 'read'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return `${error.code} ${error.message}`
  }
}

/** What a caller answers to one row. */
function scored(
  message: ProtoMessage,
  row: readonly number[] | Float64Array,
  options: GraphOptions = {},
): readonly number[] {
  const { program, coefficients, contract } = importOnnx(encodeProto(message), options)
  const scorer = createScorer(program, coefficients, contract)
  const answers = scorer.allocate(1)
  scorer.score(row instanceof Float64Array ? row : Float64Array.from(row), 1, answers)
  return [...(answers.value ?? answers.probability ?? answers.raw)]
}

test('a sum of singles is rounded as singles are', () => {
  expect(scored(sound, [0.1, 16777216])).toEqual([Math.fround(1.1), 16777216])
})

test('inputs are fields, by the names of the metadata where it lists them', () => {
  const names = (bytes: Uint8Array) => importOnnx(bytes).contract.inputs.map(({ name }) => name)
  expect(names(encodeProto(sound))).toEqual(['x[0]', 'x[1]'])
  const entry: ProtoMessage = [
    [1, 'feature_names'],
    [2, 'age, height'],
  ]
  expect(names(encodeProto([...sound, [14, entry]]))).toEqual(['age', 'height'])
})

test('numbers without a label are what a person says, else the shares that a network ends in', () => {
  const softmax = encodeProto(aModel([[1, node('Softmax', ['x'], ['y'])]]))
  const { contract, program, notes } = importOnnx(softmax)
  expect(contract).toMatchObject({ task: 'binary', tensors: [{ name: 'x', shape: [2] }] })
  expect(contract.inputs.map(({ missing }) => missing)).toEqual(['refuse', 'refuse'])
  const { raw, probability } = program.outputs
  expect(raw).toBe(probability)
  expect(notes.map(({ code }) => code)).toContain('class-names-unknown')
  expect(importOnnx(softmax, { task: 'regression' }).contract.task).toBe('regression')
  const said = importOnnx(encodeProto(sound), { classes: ['no', 'yes'] })
  expect(said.contract).toMatchObject({ task: 'binary', classes: ['no', 'yes'] })
  const scorer = createScorer(said.program, said.coefficients, said.contract)
  const answers = scorer.allocate(1)
  scorer.score(Float64Array.of(0, 0.9), 1, answers)
  expect([...(answers.probability ?? [])]).toEqual([0.5, 0.5])
  expect([...answers.raw]).toEqual([1, 1])
})

const largest = (2 - 2 ** -23) * 2 ** 127

/** Ends of a graph from rows of so many columns of a type to as many of a type. */
const ends = (columns: number, element: number, answered = element): ProtoMessage => [
  [11, valueInfo('x', columns, element)],
  [12, valueInfo('y', columns, answered)],
]

test.each([
  [1, { minimum: -largest, maximum: largest }],
  [6, { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }],
  [10, { minimum: -65_504, maximum: 65_504 }],
  [11, { minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE }],
])(
  'a network refuses numbers that its type %i does not hold, as infinite ones',
  (element, range) => {
    const nodes: ProtoMessage = [
      [1, [...node('Cast', ['x'], ['s']), attribute('to', 1)]],
      [1, node('Softmax', ['s'], ['y'])],
    ]
    const { contract } = importOnnx(encodeProto(aModel(nodes, ends(2, element, 1))))
    expect(contract.inputs.map((input) => input.range)).toEqual([range, range])
  },
)

test('shares are of the type of the numbers that they are made of, and of whole numbers not whole', () => {
  const doubles = aModel([[1, node('Sigmoid', ['x'], ['y'])]], ends(1, 11))
  const [first = 0, second = 0] = scored(doubles, [-0.8472978603872037])
  expect(second).toBeCloseTo(0.3, 15)
  expect(first).toBe(1 - second)
  const whole = aModel([[1, node('Identity', ['x'], ['y'])]], ends(2, 7))
  const shares = scored(whole, [0, 1], { task: 'classification' })
  expect(shares[1]).toBeCloseTo(0.7310585786300049, 14)
})

/** Counts of n-grams, of which the third is longer than any that is counted. */
const counting = (pool: readonly (string | number)[], sizes: readonly number[]): ProtoMessage => [
  ...[attribute('mode', 'TF'), attribute('max_skip_count', 0)],
  ...[attribute('min_gram_length', sizes[0] ?? 1), attribute('max_gram_length', sizes[1] ?? 1)],
  ...[attribute('ngram_counts', [0, 2]), attribute('ngram_indexes', [0, 1, 2])],
  typeof pool[0] === 'string'
    ? attribute('pool_strings', pool.map(String))
    : attribute('pool_int64s', pool.map(Number)),
]

test('no token is taken for the number of a column without an n-gram', () => {
  const tokenizer: ProtoMessage = [
    ...[...node('Tokenizer', ['x'], ['t']), [7, 'com.microsoft'] as const],
    ...[attribute('separators', [',']), attribute('mark', 0), attribute('mincharnum', 1)],
  ]
  const counter = [
    ...node('TfIdfVectorizer', ['t'], ['y']),
    ...counting(['a', 'b', 'c', 'd'], [1, 1]),
  ]
  const parts: ProtoMessage = [
    [1, tokenizer],
    [1, counter],
  ]
  const model = aModel(parts, [
    [11, valueInfo('x', 1, 8)],
    [12, valueInfo('y', 3)],
  ])
  const custom: ProtoMessage = [
    [1, 'com.microsoft'],
    [2, 1],
  ]
  const row = Float64Array.of(0)
  setTexts(row, { width: 1, columns: [0], values: ['a, 2'] })
  expect(scored([...model, [8, custom]], row)).toEqual([1, 0, 0])
})

test('n-grams that are longer than a row are left to a whole runtime', () => {
  const counter = [...node('TfIdfVectorizer', ['x'], ['y']), ...counting([1, 2, 3, 4], [2, 2])]
  const model = aModel(
    [[1, counter]],
    [
      [11, valueInfo('x', 1, 7)],
      [12, valueInfo('y', 3)],
    ],
  )
  expect(refusalOf(encodeProto(model))).toContain('model-unsupported')
})

const nested = (levels: number): ProtoMessage =>
  Array.from({ length: levels }).reduce<ProtoMessage>(
    (inner) => [
      [
        1,
        [
          ...node('If', [], ['z']),
          [
            5,
            [
              [1, 'g'],
              [6, inner],
              [20, 5],
            ],
          ],
        ],
      ],
    ],
    [],
  )

test.each<readonly [string, ProtoMessage, string]>([
  [
    'a value that nothing makes',
    aModel([[1, add]]),
    'model-corrupt /graph/node/0/input/1: found "c", which nothing makes',
  ],
  [
    'a cycle',
    aModel([
      [1, node('Add', ['x', 'b'], ['a'])],
      [1, node('Add', ['x', 'a'], ['b'])],
    ]),
    'model-corrupt /graph/node/0/input/1: found "b", which only a later node makes',
  ],
  [
    'a name given twice',
    aModel([
      [1, node('Abs', ['x'], ['y'])],
      [1, node('Neg', ['x'], ['y'])],
    ]),
    'model-corrupt /graph/node/1/output/0: found the name "y" a second time',
  ],
  [
    'an initialiser given twice',
    aModel([
      [1, add],
      [5, c],
      [5, c],
    ]),
    'model-corrupt /graph/initializer/1/name: found the name "c" a second time',
  ],
  [
    'a negative dimension',
    aModel([
      [1, add],
      [5, floatTensor('c', [-2], [1, 2])],
    ]),
    'model-corrupt /graph/initializer/0/dims/0: found -2',
  ],
  [
    'dimensions beyond all bounds',
    aModel([
      [1, add],
      [5, floatTensor('c', [2 ** 52, 2 ** 52], [1, 2])],
    ]),
    'model-corrupt /graph/initializer/0: found 8 bytes for the tensor c',
  ],
  [
    'numbers outside the file',
    aModel([
      [1, add],
      [5, [...c, [14, 1]]],
    ]),
    'model-corrupt /graph/initializer/0: found a tensor in segments, or outside the file',
  ],
  ['graphs within graphs without end', aModel(nested(40)), 'at most 64 levels'],
  ['two graphs', [...sound, [7, []]], 'model-corrupt /graph: found graph a second time'],
  ['a newer IR version', [[1, 31], ...sound.slice(1)], 'model-unsupported /ir_version: found 31'],
  [
    'newer operators',
    [...sound.slice(0, 2), [8, [[2, 99]]]],
    'model-unsupported /graph/node/0: found Add (y): version 99 of ai.onnx',
  ],
  [
    'an operator that mixes rows',
    aModel([
      [
        1,
        [
          ...node('Softmax', ['x'], ['y']),
          [
            5,
            [
              [1, 'axis'],
              [3, 0],
              [20, 2],
            ],
          ],
        ],
      ],
    ]),
    'model-unsupported /graph/node/0: found Softmax (y): softmax along axis 0',
  ],
  [
    'an operator that is not in the list',
    aModel([[1, node('Conv', ['x'], ['y'])]]),
    'model-unsupported /graph/node/0: found Conv (y): an operator that has no native form',
  ],
])('refuses %s at its place', (_what, message, expected) => {
  expect(refusalOf(encodeProto(message))).toContain(expected)
})

test('every cut of a sound file is refused, and so are lengths beyond its end', () => {
  const bytes = encodeProto(sound)
  for (let length = 1; length < bytes.length; length++) {
    expect(refusalOf(bytes.subarray(0, length))).toMatch(/^model-(truncated|corrupt|unsupported)/)
  }
  expect(refusalOf(Uint8Array.of(8, 8, 0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f))).toBe(
    'model-truncated /: found field 7 of 4294967295 bytes at byte 8, expected at most 0, the rest of the message',
  )
})

test('says who can run a model, and what needs a whole runtime', () => {
  expect(judgeOnnx(readOnnxModel(encodeProto(sound)))).toEqual({ kind: 'native' })
  const convolution = aModel([[1, node('Conv', ['x'], ['y'])]])
  expect(judgeOnnx(readOnnxModel(encodeProto(convolution)))).toMatchObject({
    kind: 'opaque',
    because: { op: 'Conv', node: 'y', place: '/graph/node/0' },
  })
  const halves = aModel(
    [[1, node('Abs', ['x'], ['y'])]],
    [
      [11, valueInfo('x', 2, 10)],
      [12, valueInfo('y', 2, 10)],
    ],
  )
  expect(judgeOnnx(readOnnxModel(encodeProto(halves)))).toMatchObject({
    kind: 'opaque',
    because: { op: 'Abs', place: '/graph/node/0', found: 'arithmetic of float16' },
  })
})
