import type { Contract, Explainer } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { explainByModel } from './explanation-writer.ts'

const contract: Contract = {
  task: 'multiclass',
  inputs: ['a', 'b"', 'c'].map((name) => ({
    ...{ name, role: 'feature', type: 'number', missing: 'accept' },
  })) as Contract['inputs'],
  extra: 'ignore',
  outputs: [],
  classes: ['red', 'blue'],
  numeric: { raw: 'bit-exact', linkUlp: 4 },
}

/** The same explanation of every row. */
function explainerOf(margins: number, contributions: readonly number[]): Explainer {
  const numbers = { contributions, base: Array(margins).fill(0.5), raw: Array(margins).fill(-0) }
  return {
    ...{ featureCount: 3, margins, method: 'tree-shap' },
    explain: () => ({
      contributions: Float64Array.from(numbers.contributions),
      base: Float64Array.from(numbers.base),
      raw: Float64Array.from(numbers.raw),
    }),
  }
}

async function lineOf(explainer: Explainer, top?: number): Promise<string> {
  const writer = explainByModel(explainer, contract, { carry: [], top })
  return (await writer.answer({ records: [{}], encoded: new Float64Array(3) }))(0)
}

test('one margin stands by itself, several stand in order with their classes', async () => {
  expect(await lineOf(explainerOf(1, [1, -2, Number.NaN]))).toBe(
    '{"contributions":{"a":1,"b\\"":-2,"c":"NaN"},"base":0.5,"raw":-0}\n',
  )
  expect(await lineOf(explainerOf(2, [1, 2, 3, 4, 5, 6]))).toBe(
    `{"margins":[${[
      '{"class":"red","contributions":{"a":1,"b\\"":2,"c":3},"base":0.5,"raw":-0}',
      '{"class":"blue","contributions":{"a":4,"b\\"":5,"c":6},"base":0.5,"raw":-0}',
    ].join(',')}]}\n`,
  )
})

test('the largest come first whatever their sign, ties in order, and the others are added up', async () => {
  expect(await lineOf(explainerOf(1, [1, -4, 1]), 2)).toBe(
    '{"contributions":{"b\\"":-4,"a":1},"others":1,"base":0.5,"raw":-0}\n',
  )
  expect(await lineOf(explainerOf(1, [1, -4, 1]), 9)).toContain('"c":1},"others":0,')
})
