import { Buffer } from 'node:buffer'
import { constants, createGzip, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { inflate } from './inflate.ts'

const text = Buffer.from('{"rows":[]}'.repeat(1000))

test('gives back what was compressed, up to the limit to the byte', async () => {
  expect(await inflate(gzipSync(text), 'gzip', text.length)).toEqual(text)
  expect(await inflate(deflateSync(text), 'deflate', text.length)).toEqual(text)
  const one = inflate(gzipSync(text), 'gzip', text.length - 1)
  await expect(one).rejects.toMatchObject({ code: 'body-too-large' })
})

test('refuses what is cut short or no compressed body at all', async () => {
  for (const body of [gzipSync(text).subarray(0, -9), text, Buffer.alloc(0)]) {
    await expect(inflate(body, 'gzip', 1 << 20)).rejects.toMatchObject({ code: 'body-malformed' })
  }
})

test('stops at its bound in the middle of a bomb', async () => {
  const bomb = await zerosInGzip(2 ** 30)
  const before = process.memoryUsage().rss
  await expect(inflate(bomb, 'gzip', 4 << 20)).rejects.toMatchObject({ code: 'body-too-large' })
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6)
})

/** A gigabyte in a megabyte. */
function zerosInGzip(bytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED })
  const parts: Buffer[] = []
  const zeros = Buffer.alloc(1 << 20)
  return new Promise((resolve) => {
    gzip.on('data', (part: Buffer) => parts.push(part))
    gzip.on('end', () => resolve(Buffer.concat(parts)))
    let written = 0
    const more = () => {
      while (written < bytes) {
        written += zeros.length
        if (!gzip.write(zeros)) {
          gzip.once('drain', more)
          return
        }
      }
      gzip.end()
    }
    more()
  })
}
