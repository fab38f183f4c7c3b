import { expect, test } from 'vitest'
import { sparkline } from './sparkline.ts'
import { elementsOf, parseXml } from './testing/xml.ts'

test('says last and span, and breaks the line where a value lacks', () => {
  const { svg, summary } = sparkline({ title: 'Rate', values: [1, 4, undefined, 2] }, { id: 'a' })
  expect(summary).toBe('Last 2, from 1 to 4.')
  const [path] = elementsOf(parseXml(svg), 'path')
  expect(path?.attributes['d']?.split('M')).toHaveLength(3)
})

test('says that there are no values', () => {
  const { svg, summary } = sparkline({ title: 'Rate', values: [Number.NaN] }, { id: 'a' })
  expect(summary).toBe('No values yet.')
  expect(elementsOf(parseXml(svg), 'path')).toEqual([])
})
