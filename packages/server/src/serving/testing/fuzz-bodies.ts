import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { aRow } from './flights-package.ts'

/** Stands in many values, so that a reply that repeats one is found out. */
export const secret = 'hunter2'

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

/** What a field may well have. */
const fitting = fc.oneof(
  fc.double({ min: 0, max: 5000, noNaN: true }),
  fc.nat(300),
  fc.boolean(),
  fc.constantFrom<unknown>('ABQ', 'JFK', 'SFO', 'NaN', null, 'FP32', 'FP16', 'INT32', 'UINT16'),
  fc.constantFrom<unknown>([1], [1, 1], [300], [[300]], { unit: 'u-1' }, { raw: true }, []),
)

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
    fc.oneof(fitting, fc.option(stray, { nil: undefined })),
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
  else at[key] = structuredClone(value)
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

const aRowOfAnyKind = fc.record(
  {
    distance: fc.oneof(
      fc.double({ min: 0, max: 5000, noNaN: true }),
      fc.constantFrom(null, 'NaN', -0),
    ),
    origin: fc.constantFrom('ABQ', 'JFK', 'SFO'),
    seats: fc.oneof(fc.integer(), fc.maxSafeInteger()),
    weekend: fc.oneof(fc.boolean(), fc.constant(null)),
    more: fc.jsonValue(),
  },
  { requiredKeys: ['origin', 'seats'] },
)

/** Rows within the contract, in bodies of every shape that is taken. */
const taken = {
  predict: fc
    .record({ rows: fc.array(aRowOfAnyKind, { minLength: 1, maxLength: 4 }), raw: fc.boolean() })
    .map((body) => JSON.stringify(body)),
  infer: fc
    .record({
      rows: fc.array(aRowOfAnyKind, { minLength: 1, maxLength: 4 }),
      order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
      datatype: fc.constantFrom('FP64', 'FP32', 'FP16'),
      isNested: fc.boolean(),
    })
    .map(({ rows, order, datatype, isNested }) => {
      const datatypes = { distance: datatype, origin: 'BYTES', seats: 'INT64', weekend: 'BOOL' }
      const inputs = Object.entries(datatypes).map(([name, own]) => {
        const data = rows.map((row) => row[name as keyof typeof row] ?? null)
        const shape = isNested ? [rows.length, 1] : [rows.length]
        return { name, datatype: own, shape, data: isNested ? data.map((one) => [one]) : data }
      })
      return JSON.stringify({ inputs: order.map((i) => inputs[i]) })
    }),
}

/** Half of them valid JSON whose structure was changed. */
export function hostileBodies(kind: keyof typeof taken): fc.Arbitrary<string | Buffer> {
  const body = kind === 'predict' ? predictBody : inferBody
  return fc.oneof(
    { weight: 5, arbitrary: mutated(body) },
    { weight: 2, arbitrary: damaged(body) },
    { weight: 1, arbitrary: taken[kind] },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string() },
  )
}
