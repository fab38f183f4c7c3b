import { buildPackage, interpret, validateModel, verifyPackage } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { smallData } from '../testing/small-problems.ts'
import type { TrainingData } from '../training-data.ts'
import { trainLinear } from './train-linear.ts'
import { trainLogistic } from './train-logistic.ts'

const data = smallData('late')

test('the program is valid and answers with intercept + weights · design', () => {
  const { program, coefficients, fit } = trainLogistic(data)
  validateModel(program, coefficients)
  const { numeric } = fit.preprocessing
  for (let row = 0; row < 40; row++) {
    const input = encodedRow(data, row)
    let margin = fit.intercept
    numeric.forEach(({ feature, mean, deviation }, j) => {
      const value = input[feature] ?? 0
      const present = Number.isNaN(value) ? mean : value
      margin += ((present - mean) / deviation) * (fit.weights[j] ?? 0)
    })
    const [colour, size] = [input[4] ?? 0, input[5] ?? 0]
    if (colour >= 0) margin += fit.weights[4 + colour] ?? 0
    margin += fit.weights[7 + size] ?? 0
    const answers = interpret(program, coefficients, input)
    expect(answers.get('margin')?.[0]).toBe(margin)
    const [no = 0, yes = 0] = answers.get('probability') ?? []
    expect(no + yes).toBe(1)
    expect(yes > 0.5).toBe(margin > 0)
    expect(answers.get('label')?.[0]).toBe(margin > 0 ? 1 : 0)
  }
})

test('the sum of the log losses of its answers is the objective without the penalty', () => {
  const { program, coefficients, fit } = trainLogistic(data)
  let losses = 0
  for (let row = 0; row < data.count; row++) {
    const probability = interpret(program, coefficients, encodedRow(data, row)).get('probability')
    losses -= Math.log(probability?.[data.label[row] ?? 0] ?? 0)
  }
  const penalty = (fit.l2 / 2) * fit.weights.reduce((sum, w) => sum + w * w, 0)
  expect(losses + penalty).toBeCloseTo(fit.objective, 9)
})

test('the contract names every feature in order, with what training saw of it', () => {
  const { contract } = trainLogistic(data, { classes: ['on time', 'late'] })
  expect(contract.classes).toEqual(['on time', 'late'])
  expect(contract.inputs.map((field) => field.name)).toEqual([
    'age',
    'income',
    'shift',
    'fixed',
    'colour',
    'size',
  ])
  expect(contract.inputs.map((field) => field.missingSeen)).toEqual([
    false,
    true,
    false,
    false,
    true,
    false,
  ])
  expect(contract.outputs.map((output) => output.type)).toEqual(['category', 'number'])
})

test('a feature keeps its way of being written', () => {
  const values = Float64Array.of(0, 1, 1, 0)
  const { contract } = trainLogistic({
    count: 4,
    features: [
      { kind: 'category', name: 'c', codes: Int32Array.of(0, 0, 1, 1), levels: [7, 9] },
      { kind: 'numeric', name: 'flag', type: 'boolean', values },
      { kind: 'numeric', name: 'number', values },
    ],
    label: Float64Array.of(0, 1, 0, 1),
  })
  expect(contract.inputs.map((field) => field.type)).toEqual(['category', 'boolean', 'number'])
  expect(contract.inputs[0]?.levels).toEqual([7, 9])
})

test.each([
  ['numeric features alone', 'numeric'],
  ['categories alone', 'category'],
] as const)('%s make a package that verifies', async (_, kind) => {
  const features = data.features.filter((feature) => feature.kind === kind)
  const trained = trainLogistic({ ...data, features })
  const pkg = await buildPackage({ source: { format: trained.format }, ...trained })
  expect(verifyPackage(pkg).mismatches).toBe(0)
})

test('equal training gives packages of an equal digest', async () => {
  const [first, second] = await Promise.all(
    [trainLogistic(data), trainLogistic(data)].map((trained) =>
      buildPackage({ source: { format: trained.format }, ...trained }),
    ),
  )
  expect(first?.digest).toBe(second?.digest)
  expect(first?.contract.task).toBe('binary')
})

test('a regression answers its value', async () => {
  const trained = trainLinear(smallData('value'))
  const pkg = await buildPackage({ source: { format: trained.format }, ...trained })
  const answers = interpret(pkg.program, pkg.coefficients, encodedRow(data, 0))
  expect(pkg.contract.outputs).toEqual([{ name: 'value', type: 'number', width: 1 }])
  expect(answers.get(pkg.program.outputs['value'] ?? '')?.[0]).toBeCloseTo(100, -1)
})

function encodedRow({ features }: TrainingData, row: number): Float64Array {
  return Float64Array.from(features, (feature) =>
    feature.kind === 'numeric'
      ? (feature.values[row] ?? Number.NaN)
      : (feature.codes[row] ?? Number.NaN),
  )
}
