import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TrafficFeed, type TrafficSource } from './traffic-feed.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('tells its listeners once of everything that came together', () => {
  const { feed, sources } = aFeed()
  const heard = vi.fn()
  feed.subscribe(heard)
  for (let second = 0; second < 60; second += 1) tell(sources[0], second)
  vi.advanceTimersByTime(1000)
  expect(heard).toHaveBeenCalledTimes(1)
  expect(feed.current().windows['flights']).toHaveLength(60)
  expect(feed.current().state).toBe('live')
})

test('opens again where the browser has given up, and keeps what it knew', () => {
  const { feed, sources } = aFeed()
  feed.subscribe(() => {})
  tell(sources[0], 0)
  breakDown(sources[0], 2)
  expect(feed.current().state).toBe('lost')
  vi.advanceTimersByTime(10_000)
  expect(sources).toHaveLength(2)
  tell(sources[1], 2)
  expect(feed.current().windows['flights']).toHaveLength(3)
})

test('leaves the opening to the browser while it is trying by itself', () => {
  const { feed, sources } = aFeed()
  feed.subscribe(() => {})
  breakDown(sources[0], 0)
  vi.advanceTimersByTime(10_000)
  expect(sources).toHaveLength(1)
})

test('closes with its last listener and never opens again by itself', () => {
  const { feed, sources } = aFeed()
  const leave = [feed.subscribe(() => {}), feed.subscribe(() => {})]
  leave[0]?.()
  expect(sources[0]?.close).not.toHaveBeenCalled()
  breakDown(sources[0], 2)
  leave[1]?.()
  vi.advanceTimersByTime(10_000)
  expect(sources).toHaveLength(1)
})

test('leaves out messages that are no samples', () => {
  const { feed, sources } = aFeed()
  feed.subscribe(() => {})
  for (const data of ['', '{', 'null', '7', '{"endpoint":"flights"}']) {
    sources[0]?.onmessage?.({ data })
  }
  expect(feed.current().windows).toEqual({})
})

type FakeSource = { -readonly [K in keyof TrafficSource]: TrafficSource[K] }

function aFeed() {
  const sources: FakeSource[] = []
  const feed = new TrafficFeed(() => {
    const source = { readyState: 0, onopen: null, onmessage: null, onerror: null, close: vi.fn() }
    sources.push(source)
    return source
  })
  return { feed, sources }
}

function tell(source: FakeSource | undefined, second: number): void {
  const at = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()
  source?.onmessage?.({
    data: JSON.stringify({ endpoint: 'flights', at, ok: 1, failed: 0, rows: 1 }),
  })
}

function breakDown(source: FakeSource | undefined, readyState: number): void {
  if (source === undefined) return
  source.readyState = readyState
  source.onerror?.()
}
