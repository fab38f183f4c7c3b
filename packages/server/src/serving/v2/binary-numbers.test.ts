import { Buffer } from 'node:buffer'
import { buildPackage, ModelBuilder, outputsOfTask, type Package } from '@ratchet-ml/scoring'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../testing/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
  await world.live('sum', await sumPackage())
})
afterAll(() => world.close())

/** Answers 2x + 3y, where a missing x is 100. */
function sumPackage(): Promise<Package> {
  const builder = new ModelBuilder()
  builder.step({ op: 'input@1', out: 'row', width: 2 })
  builder.step({
    ...{ op: 'impute@1', in: 'row', out: 'whole', columns: [0, 1] },
    values: builder.coefficient('means', Float64Array.of(100, 100)),
  })
  builder.step({
    ...{ op: 'linear@1', in: 'whole', out: 'margins', targets: 1 },
    weights: builder.coefficient('weights', Float64Array.of(2, 3), [1, 2]),
    bias: builder.coefficient('bias', Float64Array.of(0)),
  })
  const field = { role: 'feature', type: 'number', missing: 'accept' } as const
  return buildPackage({
    source: { format: 'test' },
    importer: { name: 'test', version: 1 },
    contract: {
      ...{ task: 'regression', extra: 'ignore' },
      inputs: ['x', 'y'].map((name) => ({ name, ...field })),
      outputs: outputsOfTask('regression', {}),
      numeric: { raw: 'bit-exact', linkUlp: 2 },
    },
    ...builder.build({ raw: 'margins', value: 'margins' }),
  })
}

const arrays = { FP64: Float64Array, FP32: Float32Array } as const
type Columns = Readonly<Record<string, readonly number[]>>

async function answersOf(columns: Columns, datatype: keyof typeof arrays, id = 'one') {
  const tensors = Object.entries(columns).map(([name, values]) => {
    const bytes = Buffer.from(arrays[datatype].from(values).buffer)
    return { name, rows: values.length, bytes }
  })
  const inputs = tensors.map(({ name, rows, bytes }) => ({
    ...{ name, datatype, shape: [rows], parameters: { binary_data_size: bytes.length } },
  }))
  const json = Buffer.from(JSON.stringify({ id, inputs }))
  const body = Buffer.concat([json, ...tensors.map(({ bytes }) => bytes)])
  const header = { 'inference-header-content-length': String(json.length) }
  const reply = await world.post('/v2/models/sum/infer', body, header)
  expect(reply.status).toBe(200)
  return reply.json.outputs[0].data
}

test.each(['FP64', 'FP32'] as const)(
  'columns of %s are read from the bytes of each request, whatever stood there before',
  async (datatype) => {
    const columns = { x: [1, 2, 3, 4, 5], y: [10, 20, 30, 40, 50] }
    for (let time = 0; time < 2; time++) {
      expect(await answersOf(columns, datatype)).toEqual([32, 64, 96, 128, 160])
    }
    const other = { x: [0, 0, 0, 0, 0.5], y: [1, 2, 3, 4, 5] }
    expect(await answersOf(other, datatype)).toEqual([3, 6, 9, 12, 16])
  },
)

test('columns go by their names, wherever the bytes of the numbers begin', async () => {
  for (const id of ['a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef', 'abcdefg', 'abcdefgh']) {
    for (let time = 0; time < 2; time++) {
      expect(await answersOf({ y: [10, 20], x: [1, 2] }, 'FP64', id)).toEqual([32, 64])
    }
  }
})

test('a number that is missing is missing in a request like the one before, too', async () => {
  expect(await answersOf({ x: [1, 2], y: [1, 1] }, 'FP64')).toEqual([5, 7])
  expect(await answersOf({ x: [1, Number.NaN], y: [1, 1] }, 'FP64')).toEqual([5, 203])
})
