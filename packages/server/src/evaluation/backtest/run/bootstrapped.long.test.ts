import type { Backtest } from '@ratchet-ml/protocol'
import { buildPackage, ModelBuilder, outputsOfTask } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import {
  aVersion,
  flightsConfig,
  runOn,
  someFlights,
  type TestedBacktest,
  writeFlights,
} from '../testing/flights.ts'

const flights = someFlights(1200)
const config = {
  ...flightsConfig,
  derive: { ...flightsConfig.derive, grade: 'if(delay > 15, 2, if(delay > -5, 1, 0))' },
  label: 'grade',
}

/** Of three grades of delay, less of it the farther a flight goes. */
async function threeGrades() {
  const builder = new ModelBuilder()
  const input = builder.step({ op: 'input@1', out: 'row', width: 1 })
  const margins = builder.step({
    ...{ op: 'linear@1', in: input, out: 'raw', targets: 3 },
    weights: builder.coefficient('weights', Float64Array.of(0.001, 0, -0.001), [3, 1]),
    bias: builder.coefficient('bias', Float64Array.of(-0.5, 0, 1)),
  })
  const probability = builder.step({
    ...{ op: 'link@1', in: margins, out: 'probability', link: { kind: 'softmax' } },
    ...{ divisor: 1, complement: false },
  })
  const label = builder.step({ op: 'classify@1', in: probability, out: 'label' })
  return await buildPackage({
    ...builder.build({ raw: margins, probability, label }),
    contract: {
      task: 'multiclass',
      inputs: [{ name: 'distance', role: 'feature', type: 'number', missing: 'accept' }],
      extra: 'ignore',
      outputs: outputsOfTask('multiclass', { classes: 3 }),
      numeric: { raw: 'bit-exact', linkUlp: 2 },
    },
    source: { format: 'hand' },
    importer: { name: 'hand', version: 1 },
  })
}

const name = 'auc-one-vs-rest'

async function run(change: TestedBacktest = {}): Promise<Backtest> {
  const folder = await writeFlights(flights)
  const asked = { config, label: 'grade', metrics: [name], baselines: [], ...change }
  return await runOn(folder, [aVersion('grades', await threeGrades())], asked)
}

test('the area of several classes has an interval from days drawn, which the seed decides', async () => {
  const first = await run()
  const { common, partitions } = first
  const months = partitions.map(({ results }) => results['grades']?.metrics[name])
  const overall = common?.results['grades']?.[name]
  const widths = [...months, overall].map((found) => {
    expect(found).toMatchObject({ kind: 'value', method: 'bootstrap-percentile', level: 0.95 })
    const { value = 0, low = 0, high = 0 } = found?.kind === 'value' ? found : {}
    expect(low).toBeLessThan(value)
    expect(high).toBeGreaterThan(value)
    return high - low
  })
  expect(widths.at(-1)).toBeLessThan(Math.min(...widths.slice(0, -1)))
  expect(JSON.stringify(await run())).toBe(JSON.stringify(first))
  const other = (await run({ seed: 2 })).common?.results['grades']?.[name]
  expect(other).not.toEqual(overall)
  expect(other).toMatchObject({ kind: 'value', method: 'bootstrap-percentile' })
})

test('nothing is drawn from few clusters, and the value stands by itself', async () => {
  const few = await run({ cluster: 'origin' })
  const found = few.common?.results['grades']?.[name]
  expect(found?.kind).toBe('value')
  expect(found).not.toHaveProperty('low')
})
