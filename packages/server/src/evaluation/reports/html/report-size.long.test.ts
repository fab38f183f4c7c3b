import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aHugeBacktest } from '../testing/a-huge-backtest.ts'
import { checkHtml, textOf } from '../testing/check-html.ts'
import { toHtmlReport } from './to-html-report.ts'

const hostile = `</title><script>alert("1")</script><img src=x onerror='a'>&amp;|\u202e\u0000`

test('of 5,000 partitions, 20 contenders, 30 metrics and 3,000 slices it takes at most 500 kB, and says what is left out', () => {
  const shape = { partitions: 5_000, contenders: 20, metrics: 30, slices: 3_000, text: 'name' }
  const html = toHtmlReport(aHugeBacktest(shape))
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(500_000)
  const text = textOf(checkHtml(html))
  expect(text).toContain('Left out so that this page stays small')
  expect(text).toContain('Of 20 contenders the best 9')
  expect(text).toContain('The last 36 of 5,000')
})

test('never exceeds the size that is asked for, for documents of any shape and any text', () => {
  const anyShape = fc.record({
    partitions: fc.nat(200),
    contenders: fc.nat(20),
    metrics: fc.nat(8),
    slices: fc.nat(100),
    text: fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constant(hostile.repeat(50))),
  })
  fc.assert(
    fc.property(anyShape, fc.integer({ min: 130_000, max: 500_000 }), (shape, maximumBytes) => {
      const html = toHtmlReport(aHugeBacktest(shape), { maximumBytes })
      expect(Buffer.byteLength(html)).toBeLessThanOrEqual(maximumBytes)
    }),
    { numRuns: 20 },
  )
})
