import fc from 'fast-check'
import { decompressSnappy } from 'hyparquet-compressors'
import { expect, test } from 'vitest'
import { compressSnappy } from './compress-snappy.ts'

/** Runs, repetitions from further back, and noise. */
const pieces = fc.array(
  fc.oneof(
    fc.record({ byte: fc.nat(255), count: fc.integer({ min: 1, max: 200 }) }),
    fc.uint8Array({ maxLength: 80 }),
    fc.record({
      back: fc.integer({ min: 1, max: 70_000 }),
      count: fc.integer({ min: 1, max: 90 }),
    }),
  ),
  { maxLength: 60 },
)

function bytesOf(parts: typeof pieces extends fc.Arbitrary<infer P> ? P : never): Uint8Array {
  const bytes: number[] = []
  for (const part of parts) {
    if (part instanceof Uint8Array) bytes.push(...part)
    else if ('byte' in part) for (let i = 0; i < part.count; i++) bytes.push(part.byte)
    else for (let i = 0; i < part.count; i++) bytes.push(bytes.at(-part.back) ?? 0)
  }
  return Uint8Array.from(bytes)
}

function checkRoundTrip(bytes: Uint8Array): void {
  const compressed = compressSnappy(bytes)
  expect(Buffer.compare(decompressSnappy(compressed, bytes.length), bytes)).toBe(0)
}

test('what is compressed is decompressed to the same bytes', () => {
  fc.assert(
    fc.property(pieces, (parts) => checkRoundTrip(bytesOf(parts))),
    { numRuns: 200 },
  )
})

test('so are inputs of several blocks, repetitive and noisy', () => {
  let seed = 7
  const noise = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0
    return seed >>> 24
  }
  for (const size of [65_535, 65_536, 65_537, 200_000]) {
    checkRoundTrip(new Uint8Array(size))
    checkRoundTrip(Uint8Array.from({ length: size }, noise))
    checkRoundTrip(Uint8Array.from({ length: size }, (_, i) => (i % 90 < 60 ? i % 90 : noise())))
  }
})

test('repetitive bytes become short, and noise hardly longer', () => {
  expect(compressSnappy(new Uint8Array(100_000)).length).toBeLessThan(5_000)
  const noise = Uint8Array.from({ length: 5_000 }, (_, i) => Math.imul(i * i + 1, 40_503) >>> 8)
  expect(compressSnappy(noise).length).toBeLessThan(5_050)
})
