import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { manualClock } from '../testing/manual-clock.ts'
import { createProgress } from './progress.ts'

function watched(
  total: number | undefined,
  options: { columns?: number; rewrites?: boolean } = {},
) {
  const clock = manualClock()
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { columns: 100, ...options })
  const rewrites = options.rewrites ?? true
  const progress = createProgress({
    label: 'predict',
    unit: 'rows',
    total,
    stream,
    rewrites,
    clock,
  })
  return { clock, progress, said: () => String(stream.read() ?? '').replaceAll('\r\u001b[K', '<') }
}

test('says nothing in the first second', () => {
  const { clock, progress, said } = watched(100)
  clock.advance(999_000)
  progress.update(50)
  progress.end()
  expect(said()).toBe('')
})

test('tells count, rate and time left, and clears its line at the end', () => {
  const { clock, progress, said } = watched(4000)
  clock.advance(2_000_000)
  progress.update(1000)
  progress.end()
  expect(said()).toBe('<predict: 1,000 of 4,000 rows, 500 rows/s, 6 s left<')
})

test('takes the time left from the share where the total is unknown', () => {
  const { clock, progress, said } = watched(undefined)
  clock.advance(2_000_000)
  progress.update(1000, 0.1)
  expect(said()).toBe('<predict: 1,000 rows, 500 rows/s, 18 s left')
})

test('never wraps in a narrow terminal', () => {
  const { clock, progress, said } = watched(4000, { columns: 21 })
  clock.advance(2_000_000)
  progress.update(1000)
  expect(said()).toBe('<predict: 1,000 of 4,')
})

test('takes a terminal that does not know its width for a usual one', () => {
  const { clock, progress, said } = watched(4000, { columns: 0 })
  clock.advance(2_000_000)
  progress.update(1000)
  expect(said()).toContain('1,000 of 4,000 rows')
})

test('adds lines where rewriting is unwanted', () => {
  const { clock, progress, said } = watched(undefined, { rewrites: false })
  clock.advance(2_000_000)
  progress.update(1000)
  progress.update(1100)
  progress.end()
  expect(said()).toBe('predict: 1,000 rows, 500 rows/s\n')
})
