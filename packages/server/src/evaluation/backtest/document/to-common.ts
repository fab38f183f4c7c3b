import type { Backtest, SliceResult } from '@ratchet-ml/protocol'
import type { JudgedPartition } from '../judge/judge-job.ts'
import type { CommonOfContender } from './gather-common.ts'
import type { GatherOrder } from './gather-contender.ts'

type Common = NonNullable<Backtest['common']>

/** A partition that counts for every version and recipe. */
export interface CommonPartition {
  readonly index: number
  readonly name: string
  readonly judged: Pick<JudgedPartition, 'rows' | 'unlabelled' | 'losses'>
}

export interface CommonOptions {
  /** Names of the contenders, in their order. */
  readonly contenders: readonly string[]
  readonly slices: readonly string[]
  /** Those that count for every version and recipe, in their order. */
  readonly partitions: readonly CommonPartition[]
  /** Has what was gathered of a contender put together, as the scores of all rows may be much. */
  readonly gather: (order: GatherOrder) => Promise<CommonOfContender>
}

/** What is said over all partitions that count for every version and recipe. */
export async function toCommon(options: CommonOptions): Promise<Common> {
  const { contenders, slices, gather } = options
  const { rows, sliceRows } = countRows(options)
  const partitions = options.partitions.map(({ index, name }) => ({ index, name }))
  const found = await Promise.all(
    contenders.map((_, contender) => gather({ contender, partitions, rows, sliceRows })),
  )
  const byName = <T>(of: (one: CommonOfContender) => T | undefined) =>
    Object.fromEntries(
      contenders.flatMap((name, i) => {
        const value = found[i] && of(found[i])
        return value === undefined ? [] : [[name, value]]
      }),
    )
  return {
    partitions: partitions.map(({ name }) => name),
    rows,
    results: byName(({ metrics }) => ({ ...metrics })),
    slices: slices.flatMap((by, column) =>
      sorted(sliceRows[column]).map(
        ([slice, count]): SliceResult => ({
          ...{ by, slice, rows: count },
          results: byName((one) => ({ ...one.slices[column]?.get(slice) })),
        }),
      ),
    ),
    shapes: byName(({ shape }) =>
      shape === undefined || Object.keys(shape).length === 0 ? undefined : shape,
    ),
  }
}

/** Labelled rows in all and by slice. */
function countRows({ partitions, slices }: CommonOptions) {
  const sliceRows = slices.map(() => new Map<string, number>())
  let rows = 0
  for (const { judged } of partitions) {
    rows += judged.rows - judged.unlabelled
    for (const { by, slice, losses } of judged.losses.slices) {
      const counts = sliceRows[slices.indexOf(by)]
      counts?.set(slice, (counts.get(slice) ?? 0) + sumOf(losses.rows))
    }
  }
  return { rows, sliceRows }
}

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

/** By number where all are numbers. */
function sorted(counts: ReadonlyMap<string, number> = new Map()): [string, number][] {
  return [...counts].sort(([a], [b]) => {
    const [x, y] = [Number(a), Number(b)]
    if (Number.isFinite(x) && Number.isFinite(y) && x !== y) return x - y
    return a < b ? -1 : 1
  })
}
