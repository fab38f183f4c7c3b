import { afterAll, beforeAll, expect, test } from 'vitest'
import { later } from '../../../app/later.ts'
import { addingEngine, graphPackage } from '../../testing/graph-package.ts'
import { openWorld, type World } from '../../testing/world.ts'
import type { RemoteEngine } from '../remote-engine.ts'
import { epochMs } from '../types.ts'
import { graphEngineStarter } from './start-graph-engine.ts'

const start = graphEngineStarter(addingEngine, later)
let world: World
let engines: RemoteEngine[]

beforeAll(async () => {
  engines = []
  const startEngine: typeof start = async (files, signal) => {
    const engine = await start(files, signal)
    engines.push(engine)
    return engine
  }
  world = await openWorld({ startEngine })
  await world.live('sums', await graphPackage())
})
afterAll(() => world.close())

const ask = (row: object) => world.post('/predict/sums', { rows: [row, { x: [1, 2], n: 3 }] })

test('a graph is answered in its process, to rows with arrays, and in tensors of their shape', async () => {
  const { json, status } = await ask({ x: [0.5, 0.25], n: 7 })
  expect(status).toBe(200)
  expect(json.predictions.map(({ outputs }: { outputs: object }) => outputs)).toEqual([
    { value: 7.75 },
    { value: 6 },
  ])
  const inputs = [
    { name: 'n', datatype: 'INT64', shape: [2], data: [1, 2] },
    {
      name: 'x',
      datatype: 'FP32',
      shape: [2, 2],
      data: [
        [1, 2],
        [3, 4],
      ],
    },
  ]
  const reply = await world.post('/v2/models/sums/infer', { inputs })
  expect(reply.json.outputs).toEqual([
    { name: 'value', shape: [2], datatype: 'FP64', data: [4, 9] },
  ])
  const metadata = (await world.get('/v2/models/sums')).json
  expect(metadata.inputs.map(({ shape }: { shape: number[] }) => shape)).toEqual([[-1, 2], [-1]])
})

const badTensors: readonly (readonly [object, string])[] = [
  [{ shape: [2], data: [1, 2] }, '/inputs/0/shape'],
  [{ shape: [1, 3], data: [1, 2, 3] }, '/inputs/0/shape'],
  [{ shape: [1, 2], data: [[1]] }, '/inputs/0/data'],
  [{ shape: [1, 2], data: [[1, 'x']] }, '/inputs/0/data/1'],
  [{ shape: [1, 2], data: [[1, null]] }, '/inputs/0/data/1'],
]

test.each(badTensors)('the tensor %j is refused at its place', async (tensor, place) => {
  const inputs = [
    { name: 'x', datatype: 'FP64', ...tensor },
    { name: 'n', datatype: 'INT64', shape: [1], data: [1] },
  ]
  const reply = await world.post('/v2/models/sums/infer', { inputs })
  expect(reply.status).toBe(400)
  expect(reply.json.error).toContain(`${place}:`)
})

test('what the library does not answer fails alone, and the process goes on', async () => {
  const failed = await ask({ x: [666, 0], n: 1 })
  expect(failed).toMatchObject({ status: 503, json: { code: 'prediction-failed' } })
  expect((await ask({ x: [1, 1], n: 1 })).status).toBe(200)
  expect(engines).toHaveLength(1)
})

test('status and metrics say what answers, and the memory that it takes', async () => {
  const [route] = await world.directory.list()
  const [state] = Object.values(world.serving.views.statesOf(route as NonNullable<typeof route>))
  expect(state).toMatchObject({ state: 'ready', engine: { runtime: 'adding 1.0.0' } })
  expect(state?.engine?.memoryBytes).toBeGreaterThan(10_000_000)
  expect(world.serving.metrics.text()).toMatch(
    /ratchet_engine_resident_bytes\{model="sums",version="1",runtime="adding 1\.0\.0"\} \d+/,
  )
})

test('nothing is begun after its deadline', async () => {
  const [engine] = engines
  expect(await engine?.score(new Float64Array(3), 1, epochMs() - 1)).toEqual({ kind: 'late' })
})
