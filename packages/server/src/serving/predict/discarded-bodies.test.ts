import { memoryUsage } from 'node:process'
import { expect, test } from 'vitest'
import { DiscardedBodies } from './discarded-bodies.ts'

test('bodies that are let go are freed, though nothing else asks for memory', () => {
  const discarded = new DiscardedBodies()
  const before = memoryUsage().arrayBuffers
  let most = before
  for (let i = 0; i < 400; i++) {
    const body = new Uint8Array(65_536)
    discarded.note(body.length)
    most = Math.max(most, memoryUsage().arrayBuffers)
  }
  expect(most - before).toBeGreaterThan(4 << 20)
  expect(most - before).toBeLessThan(20 << 20)
})
