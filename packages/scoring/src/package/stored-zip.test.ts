import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Refusal } from '../refusals.ts'
import { crc32 } from './crc32.ts'
import { readStoredZip, writeStoredZip } from './stored-zip.ts'

const path = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}(\/[a-z]{1,4})?$/)
const files = fc
  .array(fc.tuple(path, fc.uint8Array({ maxLength: 40 })))
  .map((list) => new Map(list))
const utf8 = new TextEncoder()
const sample = writeStoredZip(
  new Map([
    ['b.json', utf8.encode('{}')],
    ['a.bin', new Uint8Array([1, 2, 3])],
  ]),
)

test('reads back what it wrote, whatever the order of the files', () => {
  fc.assert(
    fc.property(files, (given) => {
      const archive = writeStoredZip(given)
      const back = readStoredZip(archive)
      expect([...back.keys()]).toEqual([...given.keys()].sort())
      for (const [key, bytes] of given) expect(back.get(key)).toEqual(bytes)
      expect(writeStoredZip(new Map([...given].reverse()))).toEqual(archive)
    }),
  )
})

test('writes the bytes that the ZIP specification lays down', () => {
  const hex = Array.from(sample.subarray(0, 38), (byte) => byte.toString(16).padStart(2, '0'))
  expect(hex.join('')).toBe(
    '504b030414000000000000002100' + // signature, version, flags, method, time, date
      '1d80bc55' + // checksum of 01 02 03
      '0300000003000000' + // sizes
      '05000000' + // lengths of name and extra field
      '612e62696e' + // a.bin
      '010203',
  )
})

test('checks with the checksum of the ZIP specification', () => {
  expect(crc32(utf8.encode('123456789'))).toBe(0xcbf43926)
})

test.each(['', '/etc/passwd', '../x', 'a/../b', 'a//b', 'a\\b', 'C:x', 'a/', './a', 'é', 'a\0b'])(
  'neither writes nor reads the path %j',
  (bad) => {
    expect(() => writeStoredZip(new Map([[bad, new Uint8Array()]]))).toThrow(RangeError)
    const name = utf8.encode(bad)
    if (name.length === 0) return
    const good = writeStoredZip(new Map([['x'.repeat(name.length), new Uint8Array([7])]]))
    good.set(name, 30)
    good.set(name, 30 + name.length + 1 + 46)
    expect(() => readStoredZip(good)).toThrow('a plain relative path')
  },
)

const directory = 30 + 5 + 3 + 30 + 6 + 2
test.each([
  ['a truncated archive', (zip: Uint8Array) => zip.subarray(0, -1), 'without an end record'],
  ['an empty file', () => new Uint8Array(), 'without an end record'],
  [
    'a compressed entry',
    (zip: Uint8Array) => with16(with16(zip, 8, 8), directory + 10, 8),
    'method',
  ],
  ['an encrypted entry', (zip: Uint8Array) => with16(zip, directory + 8, 1), 'flags 1'],
  ['a streamed entry', (zip: Uint8Array) => with16(zip, directory + 8, 8), 'flags 8'],
  ['a changed byte', (zip: Uint8Array) => with16(zip, 35, 0x0909), 'checksum'],
  ['a size that differs', (zip: Uint8Array) => with16(zip, directory + 24, 2), 'stored bytes'],
  ['two headers that differ', (zip: Uint8Array) => with16(zip, 14, 0), 'differs'],
  ['an extra field', (zip: Uint8Array) => with16(zip, 28, 4), 'an extra field'],
  ['an archive comment', (zip: Uint8Array) => with16(zip, zip.length - 2, 1), 'a comment'],
  ['a ZIP64 archive', (zip: Uint8Array) => counted(zip, 0xffff), 'ZIP64'],
  ['too many entries', (zip: Uint8Array) => counted(zip, 3), 'a broken directory'],
  ['too few entries', (zip: Uint8Array) => counted(zip, 1), 'bytes of no file'],
  ['several volumes', (zip: Uint8Array) => with16(zip, zip.length - 18, 1), 'several volumes'],
  ['data elsewhere', (zip: Uint8Array) => with16(zip, directory + 42, 1), 'data at 1'],
  ['bytes before the first file', (zip: Uint8Array) => prefixed(zip), 'end at the end record'],
])('refuses %s', (_, change, message) => {
  const changed = change(sample.slice())
  expect(() => readStoredZip(changed)).toThrow(Refusal)
  expect(() => readStoredZip(changed)).toThrow(message)
})

test('refuses two files of one path', () => {
  const twice = writeStoredZip(new Map(['a', 'b'].map((name) => [name, new Uint8Array(1)])))
  twice[30 + 1 + 1 + 30] = 0x61
  twice[2 * (30 + 1 + 1) + 46 + 1 + 46] = 0x61
  expect(() => readStoredZip(twice)).toThrow('a second file of this path')
})

test('meets every changed byte with a refusal or the same files', () => {
  fc.assert(
    fc.property(fc.nat(sample.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = sample.slice()
      changed[at] = (changed[at] as number) ^ flip
      try {
        const back = readStoredZip(changed)
        expect([...back.values()]).toEqual([...readStoredZip(sample).values()])
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal)
      }
    }),
    { numRuns: 500 },
  )
})

function with16(zip: Uint8Array, at: number, value: number): Uint8Array {
  new DataView(zip.buffer).setUint16(at, value, true)
  return zip
}

function counted(zip: Uint8Array, count: number): Uint8Array {
  return with16(with16(zip, zip.length - 14, count), zip.length - 12, count)
}

function prefixed(zip: Uint8Array): Uint8Array {
  const longer = new Uint8Array(zip.length + 4)
  longer.set(zip, 4)
  return longer
}
