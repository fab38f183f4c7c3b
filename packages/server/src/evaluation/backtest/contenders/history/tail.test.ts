import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeTails, openTail, type Tail } from './tail.ts'
import type { SeriesMemory } from './types.ts'

const day = 86_400_000_000
type Point = readonly [number, number]

/** What is to be kept, by its definition. */
function expected({ keep, season = 7 * day }: SeriesMemory, added: readonly Point[]) {
  const points = [...new Map(added)].sort(([a], [b]) => a - b)
  const last = points.at(-1)?.[0] ?? 0
  if (keep === 'last') return points.slice(-1)
  if (keep === 'ends') return points.length < 2 ? points : [points[0], points.at(-1)]
  const from = last - season - day // a day more, as clocks may be moved
  const start = points.findIndex(([time]) => time >= from)
  return points.slice(Math.max(0, start - 1))
}

function kept(tail: Tail) {
  const { times, labels } = tail.points()
  return [...times].map((time, i) => [time, labels[i]])
}

function filled(memory: SeriesMemory, added: readonly Point[]): Tail {
  const tail = openTail(memory)
  for (const [time, label] of added) tail.add(time, label)
  return tail
}

const points = fc.array(
  fc.tuple(
    fc.nat(400).map((hours) => (hours * day) / 24),
    fc.nat(9),
  ),
  {
    minLength: 1,
    maxLength: 80,
  },
)
const memories: fc.Arbitrary<SeriesMemory> = fc.oneof(
  fc.constant<SeriesMemory>({ keep: 'last' }),
  fc.constant<SeriesMemory>({ keep: 'ends' }),
  fc.nat(9).map((days): SeriesMemory => ({ keep: 'season', season: (days + 1) * day })),
  fc.constant<SeriesMemory>({ keep: 'season' }),
)

test('a tail keeps what its memory asks for, whatever the order of the rows', () => {
  fc.assert(
    fc.property(memories, points, (memory, added) => {
      const tail = filled(memory, added)
      expect(kept(tail)).toEqual(expected(memory, added))
      expect(tail.lastTime).toBe(Math.max(...added.map(([time]) => time)))
    }),
  )
})

test('rows in order are kept like others', () => {
  const memory = { keep: 'season', season: day } as const
  const added = Array.from({ length: 500 }, (_, i): Point => [i * 3_600_000_000, i])
  expect(kept(filled(memory, added))).toEqual(expected(memory, added))
  expect(filled(memory, added).repeats).toBe(false)
})

test('several tails of a series are as one', () => {
  fc.assert(
    fc.property(memories, fc.array(points, { minLength: 1, maxLength: 4 }), (memory, parts) => {
      const merged = mergeTails(
        memory,
        parts.map((part) => filled(memory, part)),
      )
      // Of what each has forgotten nothing could matter, but for which label of one time is the last.
      const all = parts.flat()
      expect(kept(merged).map(([time]) => time)).toEqual(
        expected(memory, all).map((point) => point?.[0]),
      )
      const times = all.map(([time]) => time)
      if (new Set(times).size === times.length) expect(kept(merged)).toEqual(expected(memory, all))
    }),
  )
})

test('two rows of one time are told', () => {
  const tail = filled({ keep: 'season', season: day }, [
    [5, 1],
    [5, 2],
  ])
  expect(kept(tail)).toEqual([[5, 2]])
  expect(tail.repeats).toBe(true)
})
