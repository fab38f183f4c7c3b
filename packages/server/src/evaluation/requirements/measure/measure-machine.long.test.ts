import { expect, test } from 'vitest'
import { smallPackage } from '../../../registry/testing/small-package.ts'
import { machineMetrics } from '../types.ts'
import { measureMachine } from './measure-machine.ts'

test('measures what is asked, in processes of its own, and says on what', async () => {
  const pkg = await smallPackage(1)
  const measures = await measureMachine(pkg, { metrics: machineMetrics, level: 0.95 })
  expect(measures.map(({ metric }) => metric)).toEqual([...machineMetrics])
  for (const { metric, value, low, high, n, remark } of measures) {
    expect(low, metric).toBeLessThanOrEqual(value)
    expect(high, metric).toBeGreaterThanOrEqual(value)
    expect(value, metric).toBeGreaterThanOrEqual(0)
    expect(n, metric).toBeGreaterThan(0)
    if (metric !== 'size') expect(remark, metric).toContain(process.versions.node)
  }
  const [size] = await measureMachine(pkg, { metrics: ['size'], level: 0.95 })
  expect(size?.low).toBe(size?.high)
})

test('ends when it is interrupted', async () => {
  const pkg = await smallPackage(1)
  const signal = AbortSignal.abort()
  const measuring = measureMachine(pkg, { metrics: ['latency-p99'], level: 0.95, signal })
  await expect(measuring).rejects.toThrow()
})
