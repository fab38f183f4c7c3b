import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRow, flightsPackage } from './testing/flights-package.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
  await world.live('flights', await flightsPackage(1))
})
afterAll(() => world.close())

/** Stands in many values, so that a reply that repeats one is found out. */
const secret = 'hunter2'

const predictBody = { rows: [aRow, aRow], raw: true }
const inferBody = {
  id: 'mine',
  inputs: [
    { name: 'distance', datatype: 'FP64', shape: [1], data: [300] },
    { name: 'origin', datatype: 'BYTES', shape: [1], data: ['ABQ'] },
    { name: 'seats', datatype: 'INT64', shape: [1], data: [120] },
    { name: 'weekend', datatype: 'BOOL', shape: [1], data: [true] },
  ],
  outputs: [{ name: 'label' }],
}

const stray = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    secret,
    -1,
    2 ** 1000,
    2 ** 60,
    '',
    [],
    {},
    [[[]]],
    true,
    '\ud800',
  ),
  fc.jsonValue(),
)

/** Puts a stray value at some place of a valid body, or takes something out. */
function mutated(body: unknown): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.array(fc.nat(20), { maxLength: 6 }),
    fc.option(stray, { nil: undefined }),
  )
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const copy = structuredClone({ body })
    for (const [path, value] of changes) put(copy, path, value)
    return JSON.stringify(copy.body) ?? ''
  })
}

function put(root: Record<string, unknown>, path: readonly number[], value: unknown): void {
  let at: Record<string, unknown> = root
  let key = 'body'
  for (const step of path) {
    const next = at[key]
    if (typeof next !== 'object' || next === null) break
    const keys = Object.keys(next)
    if (keys.length === 0) break
    at = next as Record<string, unknown>
    key = keys[step % keys.length] as string
  }
  if (value === undefined) delete at[key]
  else at[key] = value
}

/** Cut, doubled and overwritten bytes. */
function damaged(body: unknown): fc.Arbitrary<Buffer> {
  const bytes = Buffer.from(JSON.stringify(body))
  return fc
    .array(fc.tuple(fc.nat(bytes.length), fc.nat(255)), { maxLength: 5 })
    .chain((changes) => {
      const copy = Buffer.from(bytes)
      for (const [at, byte] of changes) copy[at] = byte
      return fc.nat(copy.length).map((end) => copy.subarray(0, end))
    })
}

async function check(path: string, body: string | Buffer): Promise<void> {
  const { status, json, text } = await world.post(path, body)
  expect([200, 400, 413]).toContain(status)
  if (status === 200) return
  expect(text).not.toContain(secret)
  if (path.startsWith('/v2')) expect(Object.keys(json)).toEqual(['error'])
  else expect(json).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) })
}

test.each([
  ['/predict/flights', predictBody],
  ['/v2/models/flights/infer', inferBody],
])(
  'a thousand bodies at %s get an answer or a refusal without their values',
  async (path, body) => {
    const bodies = fc.oneof(mutated(body), mutated(body), damaged(body), fc.string())
    await fc.assert(
      fc.asyncProperty(bodies, (one) => check(path, one)),
      { numRuns: 1000 },
    )
  },
)
