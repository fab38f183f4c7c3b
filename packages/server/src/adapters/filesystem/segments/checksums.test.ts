import { Buffer } from 'node:buffer'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { combineCrc } from './combine-crc.ts'
import { crcOfWords } from './crc-of-words.ts'

const bytes = Buffer.from(new ArrayBuffer(1 << 16))
for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 7919) >>> 3
const words = new Uint32Array(bytes.buffer)

test.each([
  [0, 0],
  [0, 1],
  [3, 5],
  [1, 118],
  [0, words.length],
])('gives the CRC-32 of words %i to %i as of their bytes', (from, until) => {
  expect(crcOfWords(words, from, until)).toBe(crc32(bytes.subarray(4 * from, 4 * until)))
  const before = crc32('what stands before')
  const whole = crc32(bytes.subarray(4 * from, 4 * until), before)
  expect(crcOfWords(words, from, until, before)).toBe(whole)
})

test.each([0, 1, 4, 7, 468, 472, 5000, 50_001])(
  'puts CRC-32s together, of %i bytes behind',
  (n) => {
    const [first, second] = [bytes.subarray(0, 1000), bytes.subarray(1000, 1000 + n)]
    expect(combineCrc(crc32(first), crc32(second), n)).toBe(crc32(bytes.subarray(0, 1000 + n)))
  },
)
