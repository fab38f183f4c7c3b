import type { Backtest, SliceResult } from '@ratchet-ml/protocol'
import type { Measures } from '../judge/contender-judge.ts'
import type { JudgedPartition } from '../judge/judge-job.ts'
import { CommonGathering, type CommonOfContender } from './gather-common.ts'

type Common = NonNullable<Backtest['common']>

export interface CommonOptions {
  readonly measures: Measures
  /** Names of the contenders, in their order. */
  readonly contenders: readonly string[]
  readonly slices: readonly string[]
  /** Partitions that count for every version and recipe, in their order. */
  readonly partitions: readonly { readonly index: number; readonly name: string }[]
  readonly read: (index: number) => Promise<JudgedPartition>
}

/**
 * What is said over all partitions that count for every version and recipe. One contender after the
 * other is put together, as the scores of all rows may be much.
 */
export async function toCommon(options: CommonOptions): Promise<Common> {
  const { measures, contenders, slices, partitions, read } = options
  const { rows, sliceRows } = await countRows(options)
  const found: CommonOfContender[] = []
  for (const contender of contenders.keys()) {
    const gathering = new CommonGathering(measures, slices.length)
    for (const { index, name } of partitions) {
      const judged = (await read(index)).contenders[contender]
      if (judged !== undefined) gathering.add(name, judged)
    }
    found.push(gathering.result(rows, sliceRows))
    gathering.release()
  }
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
async function countRows({ partitions, slices, read }: CommonOptions) {
  const sliceRows = slices.map(() => new Map<string, number>())
  let rows = 0
  for (const { index } of partitions) {
    const { losses, ...judged } = await read(index)
    rows += judged.rows - judged.unlabelled
    for (const { by, slice, losses: own } of losses.slices) {
      const counts = sliceRows[slices.indexOf(by)]
      counts?.set(slice, (counts.get(slice) ?? 0) + sumOf(own.rows))
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
