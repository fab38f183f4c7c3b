import { expect, test } from 'vitest'
import { elementsOf, parseXml, textOf } from '../testing/xml.ts'
import { rateSeries } from './rate-series.ts'
import type { RateSample, RateSeries } from './types.ts'

const now = Date.UTC(2026, 0, 1, 12)

test('says the rate now, the requests and the failures of the window', () => {
  const figure = rateSeries(aSeries([sample(2, 10, 0), sample(1, 20, 5), sample(0, 30, 0)]), {
    id: 'a',
  })
  expect(figure.summary).toBe(
    'Requests at flights, the last 5 minutes. Now 30 a second; 65 requests in 3 seconds, 5 failed. At most 30 a second.',
  )
  expect(figure.table.rows).toEqual([['0 to 10 s ago', '21.67', '65', '5']])
})

test('draws failures dashed and hatched, and not at all without any', () => {
  const failing = parseXml(rateSeries(aSeries([sample(0, 1, 1)]), { id: 'a' }).svg)
  const fine = parseXml(rateSeries(aSeries([sample(0, 1, 0)]), { id: 'a' }).svg)
  const dashed = (root: typeof fine) =>
    elementsOf(root, 'path').filter((path) => path.attributes['stroke-dasharray']).length
  expect(dashed(failing)).toBe(dashed(fine) + 1)
})

test('leaves a gap where nobody looked', () => {
  const svg = (samples: readonly RateSample[]) => rateSeries(aSeries(samples), { id: 'a' }).svg
  const whole = svg([sample(3, 5, 0), sample(2, 5, 0), sample(1, 5, 0), sample(0, 5, 0)])
  const broken = svg([sample(3, 5, 0), sample(2, 5, 0), sample(0, 5, 0)])
  expect(runsOf(whole)).toBe(1)
  expect(runsOf(broken)).toBe(2)
})

test('leaves out what is before the window, after now or no number', () => {
  const samples = [
    sample(301, 9, 0),
    { atMs: now + 1000, ok: 9, failed: 0 },
    sample(4, Number.NaN, 0),
  ]
  const { svg, table } = rateSeries(aSeries(samples), { id: 'a' })
  expect(textOf(parseXml(svg))).toContain('No traffic was seen yet')
  expect(table.rows).toEqual([])
})

test('takes the later of two samples of one second, and samples in any order', () => {
  const twice = aSeries([sample(1, 1, 0), sample(0, 2, 0), sample(1, 7, 0)])
  const once = aSeries([sample(0, 2, 0), sample(1, 7, 0)])
  expect(rateSeries(twice, { id: 'a' })).toEqual(rateSeries(once, { id: 'a' }))
})

test('holds 2,000 seconds and hostile titles', () => {
  const samples = Array.from({ length: 2000 }, (_, ago) => sample(ago, ago % 50, ago % 3))
  const data = { ...aSeries(samples), title: '<b onload="x">&', windowSeconds: 2000 }
  const root = parseXml(rateSeries(data, { id: 'a', theme: 'dark', size: 'narrow' }).svg)
  expect(elementsOf(root, 'b')).toEqual([])
  expect(textOf(elementsOf(root, 'title')[0] ?? root)).toBe('<b onload="x">&')
})

function aSeries(samples: readonly RateSample[]): RateSeries {
  return { title: 'Requests at flights', nowMs: now, samples }
}

function sample(secondsAgo: number, ok: number, failed: number): RateSample {
  return { atMs: now - secondsAgo * 1000, ok, failed }
}

/** How many separate lines the line of all requests is made of. */
function runsOf(svg: string): number {
  const lines = elementsOf(parseXml(svg), 'path').filter(
    (path) => path.attributes['stroke-linecap'] === 'round',
  )
  return (lines[0]?.attributes['d'] ?? '').split('M').length - 1
}
