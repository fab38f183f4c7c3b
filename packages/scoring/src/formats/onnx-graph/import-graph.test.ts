import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseContract } from '../../contract/contract-json.ts'
import { createExplainer } from '../../explain/create-explainer.ts'
import { createScorer } from '../../kernels/scorer.ts'
import { buildPackage } from '../../package/build.ts'
import { graphPath } from '../../package/layout.ts'
import { loadPackage } from '../../package/load.ts'
import { verifyPackage } from '../../verification/replay.ts'
import { answeredRows, drawGraphRows } from './draw-rows.ts'
import type { GraphOptions } from './graph-options.ts'
import { type ImportedGraph, importGraph } from './import-graph.ts'

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/onnx-graph/${name}.onnx`, import.meta.url))

interface Described {
  readonly task: string
  readonly features: number
  readonly tensors: readonly (readonly number[])[]
  readonly outputs: string
  readonly notes: readonly string[]
}

const described: readonly (readonly [string, GraphOptions, Described])[] = [
  [
    'dense',
    {},
    {
      ...{ task: 'multiclass', features: 4, tensors: [[4]], outputs: 'label probability' },
      notes: ['class-names-unknown', 'preprocessing-unknown'],
    },
  ],
  [
    'dense',
    { task: 'regression' },
    {
      ...{ task: 'regression', features: 4, tensors: [[4]], outputs: 'value' },
      notes: ['preprocessing-unknown'],
    },
  ],
  [
    'cnn',
    { classes: ['cat', 'dog', 'bird'] },
    {
      ...{ task: 'multiclass', features: 64, tensors: [[1, 8, 8]], outputs: 'label probability' },
      notes: ['link-unknown', 'preprocessing-unknown'],
    },
  ],
  [
    'cnn',
    {},
    {
      ...{ task: 'regression', features: 64, tensors: [[1, 8, 8]], outputs: 'value' },
      notes: ['task-unknown', 'preprocessing-unknown'],
    },
  ],
  [
    'lstm',
    { answer: 'last' },
    {
      ...{ task: 'regression', features: 12, tensors: [[6, 2]], outputs: 'value' },
      notes: ['task-unknown', 'preprocessing-unknown'],
    },
  ],
  [
    'tokens',
    { classes: ['ham', 'spam'] },
    {
      ...{ task: 'binary', features: 6, tensors: [[5]], outputs: 'label probability' },
      notes: ['preprocessing-unknown'],
    },
  ],
  [
    'free',
    { shape: new Map([['image', [3, 2, 2]]]) },
    {
      ...{ task: 'regression', features: 12, tensors: [[3, 2, 2]], outputs: 'value' },
      notes: ['task-unknown', 'preprocessing-unknown'],
    },
  ],
]

test.each(described)(
  '%s with %j is described by its inputs and its output',
  (name, options, want) => {
    const { contract, notes } = importGraph(fixture(name), options)
    expect(parseContract(JSON.parse(JSON.stringify(contract)))).toEqual(contract)
    expect({
      task: contract.task,
      features: contract.inputs.length,
      tensors: (contract.tensors ?? []).map(({ shape }) => shape),
      outputs: contract.outputs.map((output) => output.name).join(' '),
      notes: notes.map(({ code }) => code),
    }).toEqual(want)
  },
)

const refused: readonly (readonly [string, GraphOptions, string])[] = [
  ['free', {}, '/graph/inputs/image: found the shape [3, height, width] without the rows'],
  ['free', { shape: new Map([['image', [4, 2, 2]]]) }, 'found the stated shape [4, 2, 2]'],
  ['free', { shape: new Map([['image', [3, 224, 224]]]) }, 'found 150528 numbers for a row'],
  ['lstm', {}, 'found the outputs forecast, last, 2 of them tensors of real numbers'],
  ['lstm', { answer: 'nothing' }, 'found no output nothing, expected one of forecast, last'],
  ['cnn', { classes: ['a', 'b'] }, 'found 2 classes, expected 3'],
  ['cnn', { link: 'sigmoid' }, 'found sigmoid of 3 numbers, expected softmax or none'],
  ['tokens', { link: 'softmax' }, 'found softmax of 1 number, expected sigmoid or none'],
]

test.each(refused)('%s with %j is refused by name', (name, options, message) => {
  expect(() => importGraph(fixture(name), options)).toThrow(message)
})

test('what spoils an answer is refused: what is not finite, and what is in no vocabulary', () => {
  const rangesOf = (name: string) => [
    ...new Set(importGraph(fixture(name), {}).contract.inputs.map(({ range }) => range)),
  ]
  const float = 2 ** 128 - 2 ** 104
  expect(rangesOf('cnn')[0]).toEqual({ minimum: -float, maximum: float })
  expect(rangesOf('tokens')[0]).toEqual({ minimum: 0, maximum: 19 })
})

/** The graph in a package, with answers that nobody gave. */
function packed(graph: Omit<ImportedGraph, 'notes'>) {
  const drawn = drawGraphRows(graph.contract)
  const raw = new Float64Array(drawn.kinds.length)
  const verification = answeredRows(graph.program, drawn, { rawWidth: 1, raw }, 'none 1.0.0')
  return buildPackage({ ...graph, source: { format: 'onnx' }, verification })
}

test('a package holds the file to its digest, and what needs an engine says so', async () => {
  const bytes = fixture('lstm')
  const { notes: _, ...graph } = importGraph(bytes, { answer: 'forecast' })
  const pkg = await packed(graph)
  expect(bytes.equals(pkg.files.get(graphPath) as Uint8Array)).toBe(true)
  expect(pkg.verification.engine).toBe('none 1.0.0')
  const changed = new Map(pkg.files).set(graphPath, new Uint8Array(bytes.length))
  await expect(loadPackage(changed)).rejects.toMatchObject({ code: 'package-digest-mismatch' })
  const { program, coefficients, contract } = pkg
  for (const ask of [
    () => createScorer(program, coefficients, contract),
    () => verifyPackage(pkg),
  ]) {
    expect(ask).toThrow(expect.objectContaining({ code: 'engine-needed' }))
  }
  expect(() => createExplainer(program, coefficients, contract)).toThrow(
    expect.objectContaining({ code: 'explanation-unsupported', found: 'an ONNX graph' }),
  )
})

test('rows are drawn alike, in the range of every vocabulary, and from a sample column by column', () => {
  const { contract } = importGraph(fixture('tokens'), {})
  const { rows, kinds } = drawGraphRows(contract)
  expect(drawGraphRows(contract).rows).toEqual(rows)
  expect(new Set(rows)).toEqual(new Set([0, 1]))
  const sample = Float64Array.from({ length: 12 }, (_, i) => 10 * (i % 6) + Math.floor(i / 6))
  const drawn = drawGraphRows(contract, sample)
  expect(drawn.kinds.filter((kind) => kind === 'shuffled')).toHaveLength(kinds.length / 2)
  const first = [...drawn.rows.subarray(0, 6)]
  expect(first.map((value) => Math.floor(value / 10))).toEqual([0, 1, 2, 3, 4, 5])
})
