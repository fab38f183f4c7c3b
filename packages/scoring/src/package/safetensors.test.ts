import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Tensor } from '../ir/types.ts'
import { Refusal } from '../refusals.ts'
import { readSafetensors, writeSafetensors } from './safetensors.ts'

const tensor: fc.Arbitrary<Tensor> = fc
  .oneof(
    fc.float64Array({ maxLength: 6 }),
    fc.float32Array({ maxLength: 6 }),
    fc.int32Array({ maxLength: 6 }),
    fc.uint32Array({ maxLength: 6 }),
    fc.uint8Array({ maxLength: 6 }),
  )
  .map((data) => ({ shape: data.length % 2 === 0 ? [2, data.length / 2] : [data.length], data }))
const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'é'), fc.string())
const tensors = fc
  .array(fc.tuple(name, tensor), { maxLength: 6 })
  .map(
    (entries) => new Map(entries.filter(([key]) => key !== '__metadata__' && key.isWellFormed())),
  )

test('reads back what it wrote, bit for bit, at any alignment', () => {
  fc.assert(
    fc.property(tensors, fc.nat(9), (given, offset) => {
      const written = writeSafetensors(given)
      const moved = new Uint8Array(written.length + offset)
      moved.set(written, offset)
      const back = readSafetensors(moved.subarray(offset), 'x')
      expect(new Set(back.keys())).toEqual(new Set(given.keys()))
      for (const [key, { shape, data }] of given) {
        expect(back.get(key)?.shape).toEqual(shape)
        expect(back.get(key)?.data).toStrictEqual(data)
      }
      expect(writeSafetensors(new Map([...back].reverse()))).toEqual(written)
    }),
  )
})

test('puts doubles first and every array on a multiple of its element size', () => {
  const written = writeSafetensors(
    new Map<string, Tensor>([
      ['a', { shape: [3], data: new Uint8Array([1, 2, 3]) }],
      ['b', { shape: [1], data: new Int32Array([-2]) }],
      ['c', { shape: [1], data: new Float64Array([0.5]) }],
    ]),
  )
  const headerSize = Number(new DataView(written.buffer).getBigUint64(0, true))
  const header = new TextDecoder().decode(written.subarray(8, 8 + headerSize))
  expect(headerSize % 8).toBe(0)
  expect(header.trimEnd()).toBe(
    '{"a":{"data_offsets":[12,15],"dtype":"U8","shape":[3]},' +
      '"b":{"data_offsets":[8,12],"dtype":"I32","shape":[1]},' +
      '"c":{"data_offsets":[0,8],"dtype":"F64","shape":[1]}}',
  )
  expect([...written.subarray(8 + headerSize)]).toEqual([
    0, 0, 0, 0, 0, 0, 0xe0, 0x3f, 0xfe, 0xff, 0xff, 0xff, 1, 2, 3,
  ])
})

test('does not write a shape that its numbers do not fill', () => {
  const wrong = new Map([['w', { shape: [2, 2], data: new Float64Array(3) }]])
  expect(() => writeSafetensors(wrong)).toThrow('tensor w has shape [2, 2] and 3 numbers')
})

const f64 = (offsets: unknown, shape: unknown = [1], dtype: unknown = 'F64') => ({
  a: { dtype, shape, data_offsets: offsets },
})

test.each([
  ['no header length', new Uint8Array(7), '7 bytes'],
  ['a header longer than the file', bytesOf('{}', 0, 1e15), 'a header of 1000000000000000 bytes'],
  ['a header that is no JSON', bytesOf('{"a":', 0), 'not a JSON object'],
  ['a header that is an array', bytesOf('[]', 0), 'not a JSON object'],
  ['an unknown element type', bytesOf(f64([0, 2], [1], 'F16'), 2), 'dtype "F16"'],
  ['an entry that is null', bytesOf({ a: null }, 8), 'dtype nothing'],
  ['a negative size', bytesOf(f64([0, 8], [-1]), 8), 'shape [-1]'],
  ['a fractional size', bytesOf(f64([0, 8], [0.5]), 8), 'shape [0.5]'],
  ['a product beyond exact integers', bytesOf(f64([0, 8], [1e15, 1e15]), 8), '8 bytes'],
  ['sizes that lie', bytesOf(f64([0, 8], [2]), 8), '8 bytes, expected 16 bytes'],
  ['an end before the begin', bytesOf(f64([8, 0]), 8), '-8 bytes'],
  ['offsets that are no pair', bytesOf(f64([0, 8, 9]), 8), 'data_offsets [0,8,9]'],
  ['a hole', bytesOf(f64([8, 16]), 16), 'data at 8'],
  ['an overlap', bytesOf({ ...f64([0, 8]), b: f64([0, 8]).a }, 8), 'data at 0'],
  ['data cut off', bytesOf(f64([0, 8]), 7), '7 bytes of data'],
  ['bytes left over', bytesOf(f64([0, 8]), 9), '9 bytes of data'],
])('refuses %s', (_, file, message) => {
  expect(() => readSafetensors(file, 'coefficients.safetensors')).toThrow(Refusal)
  expect(() => readSafetensors(file, 'coefficients.safetensors')).toThrow(message)
})

test('reads from a Buffer at an odd offset, whose slice would be a view', () => {
  const written = writeSafetensors(new Map([['x', { shape: [2], data: Float64Array.of(1, -0) }]]))
  const pool = Buffer.alloc(written.length + 1)
  pool.set(written, 1)
  const read = readSafetensors(pool.subarray(1), 'x.safetensors')
  expect(read.get('x')?.data).toEqual(Float64Array.of(1, -0))
})

test('meets random bytes with a refusal and never another error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.string(), (bytes, header) => {
      for (const file of [bytes, bytesOf(header, bytes.length)]) {
        try {
          readSafetensors(file, 'x')
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
        }
      }
    }),
  )
})

function bytesOf(header: unknown, dataSize: number, declared?: number): Uint8Array {
  const json = typeof header === 'string' ? header : JSON.stringify(header)
  const text = new TextEncoder().encode(json)
  const file = new Uint8Array(8 + text.length + dataSize)
  new DataView(file.buffer).setBigUint64(0, BigInt(declared ?? text.length), true)
  file.set(text, 8)
  return file
}

test.each(['dtype', 'shape', 'data_offsets'])('%s nested without end is refused', (key) => {
  const known = { dtype: '"F64"', shape: '[0]', data_offsets: '[0,0]' }
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const entry = Object.entries({ ...known, [key]: deep }).map(([k, v]) => `"${k}":${v}`)
  const header = new TextEncoder().encode(`{"a":{${entry.join(',')}}}`)
  const file = new Uint8Array(8 + header.length)
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true)
  file.set(header, 8)
  expect(() => readSafetensors(file, 'x')).toThrow(Refusal)
})
