import { expect, test } from 'vitest'
import type { Model } from './builder.ts'
import { aLogisticModel, aTreeModel } from './testing/models.ts'
import type { Program, Tensor } from './types.ts'
import { validateModel } from './validate.ts'

const validate = ({ program, coefficients }: Model) => validateModel(program, coefficients)

function withTensor(name: string, tensor: Tensor | undefined): Model {
  const model = aLogisticModel()
  const coefficients = new Map(model.coefficients)
  if (tensor === undefined) coefficients.delete(name)
  else coefficients.set(name, tensor)
  return { ...model, coefficients }
}

test('a sound model tells the width of each of its values', () => {
  const widthOf = validate(aLogisticModel())
  expect(['row', 'side', 'margins', 'p'].map(widthOf)).toEqual([4, 7, 1, 2])
})

test('subtrees may be shared', () => {
  const shared = { left: Int32Array.of(1, -1), right: Int32Array.of(1, -2) }
  expect(() => validate(aTreeModel(shared))).not.toThrow()
})

test.each<[Parameters<typeof aTreeModel>[0], string]>([
  [{ left: Int32Array.of(1, 0) }, 'found a path that comes back to this node'],
  [{ left: Int32Array.of(1, 1) }, 'coefficients left[1]: found a path that comes back'],
  [{ left: Int32Array.of(2, -1) }, 'coefficients left[0]: found 2, expected -3 to 1'],
  [{ right: Int32Array.of(-4, -1) }, 'coefficients right[0]: found -4'],
  [{ right: Int32Array.of(-1) }, 'coefficients right: found the shape [1], expected [2]'],
  [{ roots: Int32Array.of(5) }, 'coefficients roots[0]: found 5'],
  [{ features: Int32Array.of(0, 2) }, 'coefficients features[1]: found 2, expected 0 to 1'],
  [{ leaves: Float64Array.of(1, NaN, 2) }, 'coefficients leaves[1]: found NaN'],
  [{ leaves: Float64Array.of(1, 2, Infinity) }, 'coefficients leaves[2]: found Infinity'],
  [{ thresholds: Float64Array.of(NaN, 1) }, 'coefficients thresholds[0]: found NaN'],
  [{ flags: Uint8Array.of(0, 12) }, 'coefficients flags[1]: found 12'],
  [{ flags: Uint8Array.of(1, 0) }, 'one of 0 category sets'],
])('damaged trees are refused with the entry (%#)', (damage, message) => {
  expect(() => validate(aTreeModel(damage))).toThrow(message)
})

test('a tree deeper than the limit is refused', () => {
  const depth = 5000
  const chain = Int32Array.from({ length: depth }, (_, i) => (i + 1 < depth ? i + 1 : -1))
  const parts = {
    left: chain,
    right: new Int32Array(depth).fill(-2),
    features: new Int32Array(depth),
    thresholds: new Float64Array(depth),
    flags: new Uint8Array(depth),
  }
  expect(() => validate(aTreeModel(parts))).toThrow('found a tree 5000 levels deep')
})

test.each([
  ['weights', { shape: [7], data: new Float64Array(7) }, 'found the shape [7], expected [1, 7]'],
  ['weights', { shape: [1, 7], data: new Float64Array(6) }, 'found 6 numbers, expected 7'],
  ['weights', { shape: [1, 7], data: new Float32Array(7) }, 'found Float32Array'],
  ['weights', { shape: [1, 7], data: new Float64Array(7).fill(Infinity) }, 'found Infinity'],
  ['scale', { shape: [2], data: Float64Array.of(1, 0) }, 'coefficients scale[1]: found 0'],
  ['stray', { shape: [1], data: Float64Array.of(1) }, 'expected only ones that a step reads'],
  ['bias', undefined, 'coefficients bias: found nothing'],
])('coefficients %s that do not fit the program are refused (%#)', (name, tensor, message) => {
  expect(() => validate(withTensor(name, tensor))).toThrow(message)
})

test('values that together need too much room are refused before any room is made', () => {
  const wide = { columns: [0], sizes: [3_000_000] }
  const steps = Array.from({ length: 6 }, (_, i) => [
    { op: 'oneHot@1', in: 'row', out: `wide${i}`, ...wide } as const,
    { op: 'classify@1', in: `wide${i}`, out: `label${i}` } as const,
  ]).flat()
  const labels = Array.from({ length: 6 }, (_, i) => `label${i}`)
  const program: Program = {
    format: 1,
    steps: [
      { op: 'input@1', out: 'row', width: 1 },
      ...steps,
      { op: 'concat@1', in: labels, out: 'all' },
    ],
    outputs: { raw: 'all' },
  }
  expect(() => validateModel(program, new Map())).toThrow(
    'found values of 18000006 doubles so far, expected at most 16000000',
  )
})
