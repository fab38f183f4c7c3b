import { outputsOfTask } from '../../contract/outputs-of-task.ts'
import { aContract, aField } from '../../contract/testing/contracts.ts'
import type { Contract } from '../../contract/types.ts'
import type { Coefficients, Program, Tensor, TensorData } from '../../ir/types.ts'
import type { Ingredients } from '../build.ts'

/** Two trees: distance <= 500.5 (missing left) with hour <= 11, and origin in {ABQ, LAX}. */
export function aTreeModel(): Ingredients {
  const contract = aContract({
    inputs: [
      aField('distance', { unit: 'mile' }),
      aField('origin', {
        type: 'category',
        levels: ['ABQ', 'JFK', 'LAX'],
        unknownLevel: 'accept',
      }),
      aField('hour', { type: 'integer', range: { minimum: 0, maximum: 23 } }),
      aField('flight', { role: 'carried', type: 'text' }),
    ],
    classes: ['no', 'yes'],
    outputs: outputsOfTask('binary', { classes: ['no', 'yes'] }),
  })
  return { ...origin, contract, program: treeProgram, coefficients: treeCoefficients() }
}

/** value = 1.5 * x - 2 * y + 0.25, with missing y standing for 3. */
export function aLinearModel(): Ingredients {
  const contract: Contract = aContract({
    task: 'regression',
    inputs: [aField('x'), aField('y')],
    outputs: outputsOfTask('regression'),
  })
  const program: Program = {
    format: 1,
    steps: [
      { op: 'input@1', out: 'row', width: 2 },
      { op: 'impute@1', in: 'row', out: 'filled', columns: [0, 1], values: 'means' },
      {
        op: 'linear@1',
        in: 'filled',
        out: 'margins',
        targets: 1,
        weights: 'weights',
        bias: 'bias',
      },
    ],
    outputs: { raw: 'margins', value: 'margins' },
  }
  const coefficients = tensors({
    means: new Float64Array([0, 3]),
    bias: new Float64Array([0.25]),
  })
  const weights = { shape: [1, 2], data: new Float64Array([1.5, -2]) }
  return {
    ...origin,
    contract,
    program,
    coefficients: new Map([...coefficients, ['weights', weights]]),
  }
}

const origin = {
  source: { format: 'test' },
  importer: { name: 'test', version: 1 },
} as const

const treeProgram: Program = {
  format: 1,
  steps: [
    { op: 'input@1', out: 'row', width: 3 },
    {
      op: 'treeEnsemble@1',
      in: 'row',
      out: 'margins',
      slots: 1,
      featureType: 'f64',
      comparison: 'lessOrEqual',
      zeroBand: 0,
      categoryHit: 'left',
      categoryRange: 'int32',
      accumulate: 'f64',
      leafWidth: 1,
      roots: 'roots',
      treeSlots: 'treeSlots',
      features: 'features',
      thresholds: 'thresholds',
      flags: 'flags',
      left: 'left',
      right: 'right',
      leafValues: 'leafValues',
      categories: { offsets: 'categoryOffsets', words: 'categoryWords' },
    },
    {
      op: 'link@1',
      in: 'margins',
      out: 'probabilities',
      link: { kind: 'sigmoid', alpha: 1 },
      divisor: 1,
      complement: true,
    },
    { op: 'classify@1', in: 'probabilities', out: 'classes' },
  ],
  outputs: { raw: 'margins', probability: 'probabilities', label: 'classes' },
}

function treeCoefficients(): Coefficients {
  const missingIsNaN = 2 << 2
  return tensors({
    roots: new Int32Array([0, 2]),
    treeSlots: new Int32Array([0, 0]),
    features: new Int32Array([0, 2, 1]),
    thresholds: new Float64Array([500.5, 11, 0]),
    flags: new Uint8Array([missingIsNaN | 2, missingIsNaN, 1]),
    left: new Int32Array([1, ~0, ~3]),
    right: new Int32Array([~2, ~1, ~4]),
    leafValues: new Float64Array([-0.5, 0.1, 0.7, 0.2, -0.3]),
    categoryOffsets: new Int32Array([0, 1]),
    categoryWords: new Uint32Array([0b101]),
  })
}

function tensors(arrays: Readonly<Record<string, TensorData>>): Map<string, Tensor> {
  return new Map(
    Object.entries(arrays).map(([name, data]) => [name, { shape: [data.length], data }]),
  )
}
