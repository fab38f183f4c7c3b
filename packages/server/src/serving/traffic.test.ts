import { expect, test } from 'vitest'
import { manualClock } from '../platform/testing/manual-clock.ts'
import { TrafficRing } from './traffic.ts'

test('a second is told once it is over, with its counts and quantiles', () => {
  const clock = manualClock()
  const ring = new TrafficRing('flights', clock)
  for (let i = 0; i < 99; i++) ring.record(true, 2, 1)
  ring.record(false, 0, 100)
  expect(ring.list()).toEqual([])
  clock.advance(1e6)
  const [sample] = ring.list()
  expect(sample).toMatchObject({ endpoint: 'flights', ok: 99, failed: 1, rows: 198 })
  expect(sample?.at).toBe('2026-01-01T00:00:00.000000Z')
  expect(sample?.p50Ms).toBeGreaterThan(0.8)
  expect(sample?.p50Ms).toBeLessThan(1.2)
  expect(sample?.p99Ms).toBeLessThan(1.2)
})

test('a slow request out of fifty shows in the 99th percentile', () => {
  const clock = manualClock()
  const ring = new TrafficRing('flights', clock)
  for (let i = 0; i < 49; i++) ring.record(true, 1, 0.05)
  ring.record(true, 1, 250)
  clock.advance(1e6)
  expect(ring.last().p99Ms).toBeGreaterThan(200)
  expect(ring.last().p99Ms).toBeLessThan(300)
})

test('a second without requests is a sample of zeros without quantiles', () => {
  const clock = manualClock()
  const ring = new TrafficRing('flights', clock)
  ring.record(true, 1, 1)
  clock.advance(5e6)
  expect(ring.last()).toEqual({
    endpoint: 'flights',
    at: '2026-01-01T00:00:04.000000Z',
    ok: 0,
    failed: 0,
    rows: 0,
  })
})

test('keeps the last 300 seconds and no more', () => {
  const clock = manualClock()
  const ring = new TrafficRing('flights', clock)
  for (let second = 0; second < 400; second++) {
    ring.record(true, 1, 1)
    clock.advance(1e6)
  }
  const samples = ring.list()
  expect(samples).toHaveLength(300)
  expect(samples[0]?.at).toBe('2026-01-01T00:01:40.000000Z')
})
