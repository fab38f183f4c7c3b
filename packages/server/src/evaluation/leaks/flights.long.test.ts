import { fileURLToPath } from 'node:url'
import { type Field, outputsOfTask } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { type Dataset, openDataset } from '../../datasets/index.ts'
import { checkLeaks } from './check-leaks.ts'

const folder = fileURLToPath(new URL('../../../../../examples/flights', import.meta.url))
const january = { from: Date.UTC(2001, 0, 1) * 1000, until: Date.UTC(2001, 1, 1) * 1000 }

/** What can be known when a flight departs. */
const known = ['hour', 'weekday', 'distance', 'origin', 'destination']
/** What is made of the delay, from which the label is made too. */
const late = {
  ...{ half: 'delay / 2 + 3', tens: 'floor(delay / 10)', turned: '60 - delay' },
}

test('three million flights have no leak in what is known at departure', async () => {
  const { findings, checked } = await check(known)
  expect(findings).toEqual([])
  expect(checked.filter((line) => line.includes('3,000,000'))).toHaveLength(4)
})

test('the delay of a flight, given as a feature in whatever form, is found', async () => {
  const { findings } = await check([...known, 'delay', ...Object.keys(late)])
  expect(findings.map(({ check, feature, severity }) => [check, feature, severity])).toEqual([
    ['knows-answer', 'delay', 'leak'],
    ['knows-answer', 'half', 'leak'],
    ['knows-answer', 'tens', 'suspicion'],
    ['knows-answer', 'turned', 'leak'],
  ])
})

async function check(features: readonly string[]) {
  const dataset = await openDataset({
    ...{ name: 'flights', folder },
    config: {
      files: '../../node_modules/vega-datasets/data/flights-3m.parquet',
      time: { column: 'date', zone: 'UTC' },
      derive: { hour: 'hour(date)', weekday: 'weekday(date)', late: 'delay > 15', ...late },
    },
  })
  try {
    const fields = features.map((name) => fieldOf(dataset, name))
    const contenders = [{ name: 'flights@1', fields, trainedOn: january }]
    const question = { task: 'binary', outputs: outputsOfTask('binary') } as const
    return await checkLeaks({ dataset, contenders, question, label: 'late', time: 'date', seed: 1 })
  } finally {
    await dataset.close()
  }
}

function fieldOf(dataset: Dataset, name: string): Field {
  const base = { name, role: 'feature', missing: 'accept' } as const
  if (dataset.column(name).kind !== 'text') return { ...base, type: 'number' }
  return { ...base, type: 'category', levels: ['ORD'], unknownLevel: 'accept' }
}
