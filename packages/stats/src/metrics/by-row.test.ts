import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { type LabelledBatch, metrics, numberRatio } from './index.ts'

const rows = 200

function batchFor(needs: string, tasks: readonly string[]): LabelledBatch {
  const random = createRandom(4)
  const isClass = tasks.includes('binary')
  const column = (make: () => number) => Float64Array.from({ length: rows }, make)
  const labels = column(() =>
    isClass ? Math.floor(2 * random.nextFloat()) : 1 + random.nextFloat(),
  )
  const ends = Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2) + random.nextFloat())
  const predictions = needs === 'interval' ? ends : column(() => random.nextFloat())
  const given = needs === 'label' ? predictions.map((p) => Math.round(p)) : predictions
  const scales = column(() => 1 + random.nextFloat())
  return { labels, predictions: given, absoluteScales: scales, squaredScales: scales }
}

test('metrics that are a mean over the rows follow from the numbers of their rows', () => {
  const found = metrics.filter(
    ({ byRow, tasks }) => byRow !== undefined && `${tasks}` !== 'multiclass',
  )
  expect(found.map(({ name }) => name)).toContain('log-loss')
  for (const { name, byRow, create, needs, tasks } of found) {
    const batch = batchFor(needs, tasks)
    const numbers = new Float64Array(rows)
    byRow?.write(batch, numbers)
    const value = byRow?.toValue(numbers.reduce((sum, one) => sum + one, 0) / rows)
    const whole = create()
    whole.add(batch)
    const estimate = whole.result()
    expect(estimate.kind, name).toBe('value')
    expect(value, name).toBeCloseTo(estimate.kind === 'value' ? estimate.value : Number.NaN, 12)
  }
})

test('a ratio follows from the sum of its numbers by the sum of what the rows count', () => {
  const ratio = numberRatio({ name: 'clicks', title: 'Clicks', direction: 'higher', formula: '' })
  const predictions = Float64Array.of(1, 1, 0, 1, 0, 0, 1, 2)
  const batch = { labels: new Float64Array(4), predictions }
  const numbers = new Float64Array(4)
  const counts = new Float64Array(4)
  ratio.byRow?.write(batch, numbers)
  ratio.byRow?.writeCounts?.(batch, counts)
  expect([numbers, counts]).toEqual([Float64Array.of(1, 0, 0, 1), Float64Array.of(1, 1, 0, 2)])
  const whole = ratio.create()
  whole.add(batch)
  expect(whole.result()).toMatchObject({ value: ratio.byRow?.toValue(2 / 4) })
})
