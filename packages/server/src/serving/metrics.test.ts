import { expect, test } from 'vitest'
import { Histogram, toPrometheusText } from './metrics.ts'

test('writes help, type and one line a series, with labels in the order of the table', () => {
  const text = toPrometheusText({
    ratchet_requests_total: [{ labels: ['flights', 'predict', '200'], value: 3 }],
  })
  expect(text).toBe(
    '# HELP ratchet_requests_total Requests answered, by endpoint, protocol and HTTP status.\n' +
      '# TYPE ratchet_requests_total counter\n' +
      'ratchet_requests_total{endpoint="flights",protocol="predict",status="200"} 3\n',
  )
})

test('buckets of a histogram are cumulative and end with the count', () => {
  const histogram = new Histogram()
  for (const seconds of [0.0001, 0.0002, 3, 99]) histogram.observe(seconds)
  const text = toPrometheusText({
    ratchet_request_duration_seconds: [{ labels: ['e', 'v2'], histogram }],
  })
  expect(text).toContain('_bucket{endpoint="e",protocol="v2",le="0.0001"} 1\n')
  expect(text).toContain('_bucket{endpoint="e",protocol="v2",le="0.00025"} 2\n')
  expect(text).toContain('_bucket{endpoint="e",protocol="v2",le="10"} 3\n')
  expect(text).toContain('_bucket{endpoint="e",protocol="v2",le="+Inf"} 4\n')
  expect(text).toContain('_count{endpoint="e",protocol="v2"} 4\n')
})

test('escapes what would end a label', () => {
  const text = toPrometheusText({ ratchet_info: [{ labels: ['a"b\\c\nd'], value: 1 }] })
  expect(text).toContain('ratchet_info{release="a\\"b\\\\c\\nd"} 1')
})
