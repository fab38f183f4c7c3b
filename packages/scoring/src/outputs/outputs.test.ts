import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outputsOfTask } from '../contract/outputs-of-task.ts'
import { aContract } from '../contract/testing/contracts.ts'
import type { Contract, Level } from '../contract/types.ts'
import type { Scored } from '../scorer-types.ts'
import { createOutputsCsvWriter } from './csv-writer.ts'
import { createOutputsJsonWriter } from './json-writer.ts'
import { outputsAt, rawAt } from './outputs-at.ts'

const named = binary(['no, never', 'yes "now"'])
const unnamed = binary()
const scored: Scored = {
  count: 2,
  rawWidth: 1,
  raw: new Float64Array([-1.5, 2]),
  probability: new Float64Array([0.75, 0.25, 0.1, 0.9]),
  classes: 2,
  label: new Int32Array([0, 1]),
}

test('answers the label as the contract names it, else its index', () => {
  expect(outputsAt(scored, 1, named)).toEqual({ label: 'yes "now"', probability: [0.1, 0.9] })
  expect(outputsAt(scored, 1, unnamed)).toEqual({ label: 1, probability: [0.1, 0.9] })
  expect(rawAt(scored, 1)).toEqual([2])
})

test('answers one target with a number, several with an array', () => {
  const { contract, scored: answers } = regression(new Float64Array([1, 2, 3, 4]), 1)
  expect(outputsAt(answers, 2, contract)).toEqual({ value: 3 })
  const several = regression(new Float64Array([1, 2, 3, 4]), 2)
  expect(outputsAt(several.scored, 1, several.contract)).toEqual({ value: [3, 4] })
})

test('does not make up an output that the scorer has not answered', () => {
  const { label: _, ...without } = scored
  expect(() => outputsAt(without, 0, named)).toThrow('the scorer has not answered label')
  expect(() => createOutputsCsvWriter(named).cells(without, 0)).toThrow(RangeError)
})

test('writes CSV columns by class, target and margin', () => {
  const writer = createOutputsCsvWriter(named, { rawWidth: 1 })
  expect(writer.header).toEqual([
    'label',
    '"probability.no, never"',
    '"probability.yes ""now"""',
    'raw.0',
  ])
  expect(writer.cells(scored, 0)).toEqual(['"no, never"', '0.75', '0.25', '-1.5'])
  expect(createOutputsCsvWriter(unnamed).header).toEqual([
    'label',
    'probability.0',
    'probability.1',
  ])
  const one = regression(new Float64Array([Number.NaN, -0]), 1)
  expect(createOutputsCsvWriter(one.contract).header).toEqual(['value'])
  expect(createOutputsCsvWriter(one.contract).cells(one.scored, 0)).toEqual(['NaN'])
  expect(createOutputsCsvWriter(one.contract).cells(one.scored, 1)).toEqual(['-0'])
  const two = regression(new Float64Array([1, 2]), 2)
  expect(createOutputsCsvWriter(two.contract).header).toEqual(['value.0', 'value.1'])
})

test('tells outliers and clusters under their own names', () => {
  const outputs = outputsOfTask('anomaly', { classes: [-1, 1] })
  const outliers = aContract({ task: 'anomaly', classes: [-1, 1], outputs })
  const usual = { count: 1, rawWidth: 1, raw: new Float64Array([9]) }
  const told = {
    ...usual,
    label: new Int32Array([0]),
    value: new Float64Array([-0.25]),
    targets: 1,
  }
  expect(outputsAt(told, 0, outliers)).toEqual({ label: -1, score: -0.25 })
  expect(createOutputsJsonWriter(outliers).outputs(told, 0)).toBe('{"label":-1,"score":-0.25}')
  expect(createOutputsCsvWriter(outliers).header).toEqual(['label', 'score'])
  const clusters = aContract({
    task: 'clustering',
    outputs: outputsOfTask('clustering', { targets: 2 }),
  })
  const near = { ...told, value: new Float64Array([3, 4]), label: new Int32Array([1]), targets: 2 }
  expect(outputsAt(near, 0, clusters)).toEqual({ cluster: 1, distance: [3, 4] })
  expect(createOutputsJsonWriter(clusters).outputs(near, 0)).toBe('{"cluster":1,"distance":[3,4]}')
  const csv = createOutputsCsvWriter(clusters)
  expect(csv.header).toEqual(['cluster', 'distance.0', 'distance.1'])
  expect(csv.cells(near, 0)).toEqual(['1', '3', '4'])
})

const anyDouble = fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, 5e-324, 1e21, 1e-7))

test('writes the JSON that the platform writes of the outputs', () => {
  const classification = fc
    .tuple(fc.float64Array({ minLength: 2, maxLength: 2 }), fc.boolean(), fc.nat(1))
    .map(([probability, isNamed, label]) => ({
      contract: isNamed ? named : unnamed,
      scored: { ...scored, probability, label: new Int32Array([label]) },
    }))
  const values = fc
    .tuple(fc.array(anyDouble, { minLength: 2, maxLength: 2 }), fc.constantFrom(1, 2))
    .map(([value, targets]) => regression(Float64Array.from(value), targets))
  fc.assert(
    fc.property(fc.oneof(classification, values), ({ contract, scored: answers }) => {
      const writer = createOutputsJsonWriter(contract)
      const expected = outputsAt(answers, 0, contract)
      const text = writer.outputs(answers, 0)
      expect(text.replaceAll(/(?<=[:[,])-0(?=[,\]}])/g, '0')).toBe(platformJson(expected))
      expect(JSON.parse(text, fromText)).toEqual(expected)
      expect(JSON.parse(writer.raw(answers, 0), fromText)).toEqual(rawAt(answers, 0))
    }),
  )
})

test('writes minus zero so that it reads back', () => {
  const { contract, scored: answers } = regression(new Float64Array([-0]), 1)
  expect(createOutputsJsonWriter(contract).outputs(answers, 0)).toBe('{"value":-0}')
})

function binary(classes?: readonly Level[]): Contract {
  const outputs = outputsOfTask('binary', classes === undefined ? {} : { classes })
  return aContract(classes === undefined ? { outputs } : { outputs, classes })
}

function regression(value: Float64Array, targets: number): { contract: Contract; scored: Scored } {
  const outputs = outputsOfTask('regression', { targets })
  return {
    contract: aContract({ task: 'regression', outputs }),
    scored: { count: value.length / targets, rawWidth: targets, raw: value, value, targets },
  }
}

function platformJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'number' && !Number.isFinite(member) ? String(member) : member,
  )
}

function fromText(_key: string, value: unknown): unknown {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value
}
