import type { Contract } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import type { Column, ColumnInfo } from '../../datasets/index.ts'
import { guessProject } from './guess-project.ts'
import { possibleLabels } from './possible-labels.ts'

const field = { role: 'feature', type: 'number', missing: 'accept', missingSeen: false } as const

function aContract(task: Contract['task'], features: readonly string[], classes = 2): Contract {
  const output =
    task === 'regression'
      ? ({ name: 'value', type: 'number', width: 1 } as const)
      : ({ name: 'probability', type: 'number', width: classes } as const)
  return {
    ...{ extra: 'ignore' as const, task, outputs: [output] },
    inputs: features.map((name) => ({ ...field, name })),
    numeric: { raw: 'bit-exact', linkUlp: 2 },
  }
}

const text = (...values: readonly string[]): Column => {
  const texts = [...new Set(values)]
  const codes = Int32Array.from(values, (value) => texts.indexOf(value))
  return { kind: 'text', codes, levels: { texts } }
}
const numbers = (...values: readonly number[]): Column => {
  return { kind: 'number', values: Float64Array.from(values) }
}
const times = (...values: readonly number[]): Column => {
  return { kind: 'timestamp', values: Float64Array.from(values) }
}

async function guess(contract: Contract, columns: Readonly<Record<string, Column>>) {
  const infos = Object.entries(columns).map(([name, { kind }]): ColumnInfo => ({ name, kind }))
  async function* read() {
    yield { count: 3, columns: new Map(Object.entries(columns)) }
  }
  const labels = await possibleLabels({ columns: infos, read }, contract)
  const data = { file: 'train.csv', columns: infos, possibleLabels: labels }
  return guessProject({ name: 'm', owner: 'ada', source: 'm.txt', contract, data }).config
}

const when = times(1, 2, 3)

test('takes the only numbers that are no feature as the answer of a regression', async () => {
  const columns = { id: text('a', 'b', 'c'), x: numbers(1, 2, 3), price: numbers(9, 8.5, 7), when }
  const config = await guess(aContract('regression', ['x']), columns)
  expect(config.datasets?.['m']).toMatchObject({ label: 'price', time: { column: 'when' } })
  expect(config.backtests).toEqual({ m: { dataset: 'm', partition: 'month' } })
})

test('takes the only class indices as the answer of a classification', async () => {
  const columns = { x: numbers(1, 2, 3), kind: numbers(0, Number.NaN, 3), price: numbers(9, 8, 7) }
  const config = await guess(aContract('multiclass', ['x'], 4), { ...columns, when })
  expect(config.datasets?.['m']?.label).toBe('kind')
})

test('leaves the answer open where no column can hold it, or several can', async () => {
  const binary = aContract('binary', ['x'])
  const far = await guess(binary, { x: numbers(1, 2, 3), delay: numbers(-5, 20, 3), when })
  expect(far.datasets?.['m']?.label).toBeUndefined()
  const two = { a: numbers(0, 1, 1), b: numbers(1, 1, 0), when }
  expect((await guess(binary, two)).datasets?.['m']?.label).toBeUndefined()
  expect((await guess(binary, { ...two, target: numbers(0, 0, 1) })).datasets?.['m']?.label).toBe(
    'target',
  )
})

test('takes texts and numbers as the answer where the model names its classes so', async () => {
  const columns = { x: numbers(1, 2, 3), stars: numbers(3, 5, 3), sold: text('no', 'yes', 'no') }
  const labelOf = async (classes?: readonly (string | number)[]) => {
    const contract = { ...aContract('binary', ['x']), ...(classes && { classes }) }
    return (await guess(contract, { ...columns, when })).datasets?.['m']?.label
  }
  expect(await labelOf(['no', 'yes'])).toBe('sold')
  expect(await labelOf([3, 5])).toBe('stars')
  expect(await labelOf()).toBeUndefined()
})

test('reads a feature that LightGBM has renamed from the column with spaces', async () => {
  const contract = aContract('binary', ['mean_radius_(mm)'])
  const columns = { 'mean radius (mm)': numbers(0, 1, 1), ill: numbers(0, 1, 0), when }
  const config = await guess(contract, columns)
  expect(config.datasets?.['m']).toMatchObject({
    derive: { 'mean_radius_(mm)': '`mean radius (mm)`' },
    label: 'ill',
  })
})

test('reads a part of the time off the time', async () => {
  const config = await guess(aContract('binary', ['hour']), { late: numbers(0, 1, 0), when })
  expect(config.datasets?.['m']).toMatchObject({ derive: { hour: 'hour(when)' }, label: 'late' })
})
