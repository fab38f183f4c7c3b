import { expect, test } from 'vitest'
import { createIds } from './ids.ts'
import { manualClock } from './testing/manual-clock.ts'

test('writes UUIDv7 with the time in front and random bits behind', () => {
  const clock = manualClock(1_645_557_742_000_500)
  const ids = createIds({ clock, fill: (bytes) => bytes.fill(0xff) })
  // RFC 9562, appendix A.6, has the same millisecond; half a millisecond is 0x800 of 0x1000.
  expect(ids.next()).toBe('017f22e2-79b0-7800-bfff-ffffffffffff')
})

test('goes up as text while the clock stands still, and while it goes back', () => {
  const clock = manualClock()
  const ids = createIds({ clock })
  const made = Array.from({ length: 10_000 }, (_, i) => {
    if (i === 5_000) clock.advance(-3_000_000)
    return ids.next()
  })
  expect(made).toEqual([...made].sort())
  expect(new Set(made).size).toBe(made.length)
  for (const id of made.slice(0, 5_000)) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})

test('follows the clock when it goes on', () => {
  const clock = manualClock()
  const ids = createIds({ clock })
  const before = ids.next()
  clock.advance(1_000_000)
  const after = ids.next()
  const msOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  expect(msOf(after) - msOf(before)).toBe(1_000)
})
