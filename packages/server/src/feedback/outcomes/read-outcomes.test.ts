import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryOutcomeStore } from '../../adapters/memory/outcome-store.ts'
import { micros } from '../../platform/clock.ts'
import { OutcomePacker } from './outcome-codec.ts'
import { createOutcomeReader } from './read-outcomes.ts'
import { anOutcome, outcomeHistories } from './testing/histories.ts'
import type { OutcomeRecord } from './types.ts'

const odd: readonly OutcomeRecord[] = [
  anOutcome({
    id: 'Ä ü €😀'.repeat(40),
    predictionId: '',
    text: '',
    name: 'x',
    revision: 2 ** 53 - 1,
  }),
  anOutcome({ endpoint: 'flights', unit: '0042', predictionTime: micros(0), value: -1.5e-300 }),
  anOutcome({ predictionId: 'p.0', eventTime: micros(4_102_444_800_000_000) }),
]

async function readAll(store: MemoryOutcomeStore, from?: string): Promise<OutcomeRecord[]> {
  const found: OutcomeRecord[] = []
  for await (const { records } of createOutcomeReader(store).read(from)) found.push(...records)
  return found
}

test('outcomes come back as they were packed, in whatever parts', async () => {
  const histories = outcomeHistories.map((history) => [...history, ...odd])
  await fc.assert(
    fc.asyncProperty(histories, fc.integer({ min: 1, max: 5 }), async (outcomes, every) => {
      const store = new MemoryOutcomeStore()
      const packer = new OutcomePacker()
      for (const [i, outcome] of outcomes.entries()) {
        packer.add(outcome)
        if (i % every === 0) await store.begin().append(packer.take())
      }
      await store.begin().append(packer.take())
      expect(await readAll(store)).toEqual(outcomes)
    }),
  )
})

test('batches are of one segment each, and each tells where to go on', async () => {
  const first = new MemoryOutcomeStore()
  const packer = new OutcomePacker()
  const many = Array.from({ length: 5000 }, (_, i) =>
    anOutcome({ predictionId: `p.${i}`, value: i }),
  )
  for (const outcome of many) packer.add(outcome)
  await first.begin().append(packer.take())
  await first.close()
  const second = new MemoryOutcomeStore(first)
  for (const outcome of odd) packer.add(outcome)
  await second.begin().append(packer.take())
  const seen: [number, number][] = []
  for await (const { segment, records, next } of createOutcomeReader(second).read()) {
    seen.push([segment, records.length])
    const left = await readAll(second, next)
    const taken = seen.reduce((sum, [, count]) => sum + count, 0)
    expect(left).toEqual([...many, ...odd].slice(taken))
  }
  expect(seen).toEqual([
    [1, 4096],
    [1, 904],
    [2, 3],
  ])
})
