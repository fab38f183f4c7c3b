import { expect, test } from 'vitest'
import { Segments } from './segments.ts'

/** Partitions of ten. */
const partitionOf = (time: number) => {
  const from = Math.floor(time / 10) * 10
  return { from, until: from + 10 }
}

test('rows of a partition that reaches into the training window are neither trained on nor counted', () => {
  const window = { from: 15, until: 32 }
  const segments = new Segments([window, undefined], undefined, partitionOf)
  const { training, counted } = segments.membershipOf(window)
  const said = (time: number) => {
    const segment = segments.indexOf(time)
    if (training[segment] === 1) return 'trained'
    return counted[segment] === 1 ? 'counted' : 'neither'
  }
  const times = [-5, 9, 10, 14, 15, 31, 32, 39, 40, 1000]
  expect(times.map(said)).toEqual([
    ...['counted', 'counted', 'neither', 'neither', 'trained'],
    ...['trained', 'neither', 'neither', 'counted', 'counted'],
  ])
  expect(times.toReversed().map(said)).toEqual(times.map(said).toReversed())
  expect(segments.indexOf(Number.NaN)).toBe(-1)
})

test('only spans that are named as evidence count', () => {
  const evidence = [{ from: 40, until: 60 }]
  const segments = new Segments([{ from: 0, until: 10 }], evidence, partitionOf)
  const counted = segments.counted()
  expect([5, 39, 40, 59, 60].map((time) => counted[segments.indexOf(time)])).toEqual([
    0, 0, 1, 1, 0,
  ])
})
