import { afterAll, beforeAll, expect, test } from 'vitest'
import { ReaderPool } from './readers/reader-pool.ts'
import { reviewsPackage } from './testing/reviews-package.ts'
import { openWorld, type World } from './testing/world.ts'

let here: World
let inThread: World

const later = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms)
  timer.unref()
  return () => clearTimeout(timer)
}

beforeAll(async () => {
  here = await openWorld({ offThread: () => new ReaderPool({ later, threads: 1 }) })
  inThread = await openWorld({ mostBytesHanded: 0 })
  for (const world of [here, inThread]) await world.live('reviews', await reviewsPackage())
})
afterAll(async () => {
  await here.close()
  await inThread.close()
})

const path = '/predict/reviews'
const reviews = ['aab', 'é😀b', '', 'x\u0000a']
const rows = reviews.map((review, i) => ({ review, stars: i }))
const values = [12, 110, 200, 301]

test.each([
  ['in the serving thread', () => here, ''],
  ['in a thread that reads big bodies', () => here, 'c'.repeat(300_000)],
  ['in a thread of the version’s own', () => inThread, ''],
])('texts are answered %s', async (_, world, more) => {
  const sent = rows.map(({ review, stars }) => ({ review: review + more, stars }))
  const { status, json } = await world().post(path, { rows: sent })
  expect(status).toBe(200)
  const found = json.predictions.map(({ outputs }: { outputs: { value: number } }) => outputs.value)
  expect(found).toEqual(values)
})

test('texts come as CSV, as lines, and as tensors of bytes', async () => {
  const lines = rows.map((row) => JSON.stringify(row)).join('\n')
  const ndjson = await here.post(path, lines, { 'content-type': 'application/x-ndjson' })
  const told = ndjson.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).outputs.value)
  expect(told).toEqual(values)
  const csv = await here.post(path, 'stars,review\n0,"a\nb, a"\n', { 'content-type': 'text/csv' })
  expect(csv.text).toContain('12')
  const shape = [reviews.length]
  const inputs = [
    { name: 'review', datatype: 'BYTES', shape, data: reviews },
    { name: 'stars', datatype: 'FP64', shape, data: [0, 1, 2, 3] },
  ]
  const { json } = await here.post('/v2/models/reviews/infer', { inputs })
  expect(json.outputs[0].data).toEqual(values)
})

test('what is no text in Unicode, or too long, is refused with its place', async () => {
  const world = await openWorld()
  await world.live('reviews', await reviewsPackage({ maximumLength: 3 }))
  const faultOf = async (review: unknown) => {
    const body = `{"rows":[${JSON.stringify({ review: 'a' })},{"review":${review}}]}`
    const { json } = await world.post(path, body, { 'content-type': 'application/json' })
    const [{ pointer, detail }] = json.errors
    return `${pointer}: ${detail}`
  }
  expect(await faultOf('"\\ud83d"')).toMatch(/^\/rows\/1\/review: .*half of a surrogate pair/)
  expect(await faultOf('"abcd"')).toMatch(/^\/rows\/1\/review: .*at most 3 characters/)
  expect(await faultOf('7')).toMatch(/^\/rows\/1\/review: .*text/)
  expect(await faultOf('null')).toMatch(/^\/rows\/1\/review: /)
  const astral = await world.post(path, { rows: [{ review: '😀😀😀' }] })
  expect(astral.status).toBe(200)
  await world.close()
})
