import type { TrafficSample } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { addSample, summarise, type TrafficWindow } from './traffic-window.ts'

test('fills the seconds between two samples with zeros', () => {
  const window = windowOf(sample(0, 5), sample(3, 7))
  expect(window.map((second) => second.ok)).toEqual([5, 0, 0, 7])
})

test('takes a sample again without counting it twice', () => {
  const once = windowOf(sample(0, 5), sample(1, 6))
  expect(addSample(addSample(once, sample(0, 5)), sample(1, 6))).toEqual(once)
})

test('keeps five minutes and no more, and starts anew after a long pause', () => {
  const samples = Array.from({ length: 400 }, (_, second) => sample(second, 1))
  expect(windowOf(...samples)).toHaveLength(301)
  expect(windowOf(sample(0, 1), sample(10_000, 1))).toHaveLength(1)
})

test('leaves out a sample whose time cannot be read', () => {
  expect(windowOf({ ...sample(0, 1), at: 'yesterday' })).toEqual([])
})

test('takes the rate from the last ten seconds and failures from the whole window', () => {
  const samples = Array.from({ length: 20 }, (_, second) => sample(second, second < 10 ? 100 : 2))
  const window = addSample(windowOf(...samples), { ...sample(0, 90), failed: 10 })
  expect(summarise(window)).toMatchObject({ rateRps: 2, requests: 1020, failed: 10 })
})

test('takes the latencies from the newest second that had requests', () => {
  const window = windowOf({ ...sample(0, 1), p50Ms: 2, p99Ms: 9 }, sample(1, 0))
  expect(summarise(window)).toMatchObject({ p50Ms: 2, p99Ms: 9 })
  expect(summarise([])).toBeUndefined()
})

function windowOf(...samples: readonly TrafficSample[]): TrafficWindow {
  return samples.reduce<TrafficWindow>(addSample, [])
}

function sample(second: number, ok: number): TrafficSample {
  const at = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()
  return { endpoint: 'flights', at, ok, failed: 0, rows: ok }
}
