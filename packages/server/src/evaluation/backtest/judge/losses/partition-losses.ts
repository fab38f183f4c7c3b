import type { GroupLosses, PartitionLosses } from '../../compare/index.ts'
import { BlockTotals } from './block-totals.ts'
import type { BlockRule, RowBlocks } from './row-blocks.ts'

/** What is told of the losses in a partition; who counts and by which values is told elsewhere. */
export type GatheredLosses = Omit<PartitionLosses, 'partition' | 'counted' | 'metrics'>

/** Rows of a partition as losses are summed up over them. */
export interface LossRows {
  /** The block of each row. */
  readonly blocks: Int32Array
  /** For each slicing column, the slice of each row. */
  readonly slices: readonly Int32Array[]
}

/** Under which name what the rows count is summed up, for a metric that divides by it. */
export function countsOf(metric: string): string {
  return `counts of ${metric}`
}

/** Sums what contenders lost, by block, over all rows and by slice. */
export class LossSums {
  readonly #names: readonly string[]
  readonly #overall = new GroupSums()
  readonly #slices: readonly Map<number, GroupSums>[]
  readonly #discordant = new Map<string, number>()

  /** @param sliceColumns how many columns tell slices apart */
  constructor(names: readonly string[], sliceColumns: number) {
    this.#names = names
    this.#slices = Array.from({ length: sliceColumns }, () => new Map())
  }

  countRows({ blocks, slices }: LossRows): void {
    this.#overall.rows.countRows(blocks)
    for (const [column, ofRows] of slices.entries()) {
      for (let i = 0; i < ofRows.length; i++) {
        const slice = ofRows[i] as number // in range
        this.#groupOf(column, slice).rows.add(blocks[i] as number, 1)
      }
    }
  }

  /** @param numbers the metric's number of each row */
  add(
    contender: number,
    metric: string,
    numbers: Float64Array,
    { blocks, slices }: LossRows,
  ): void {
    this.#overall.of(contender, metric).addRows(blocks, numbers)
    for (const [column, ofRows] of slices.entries()) {
      const totals: BlockTotals[] = []
      for (let i = 0; i < ofRows.length; i++) {
        const slice = ofRows[i] as number // in range
        totals[slice] ??= this.#groupOf(column, slice).of(contender, metric)
        totals[slice].add(blocks[i] as number, numbers[i] as number)
      }
    }
  }

  /** @param rights for each contender, 1 for each row that it labels rightly; none without labels */
  compareRights(rights: readonly (Uint8Array | undefined)[]): void {
    for (const [first, own] of rights.entries()) {
      if (own === undefined) continue
      for (let second = first + 1; second < rights.length; second++) {
        const other = rights[second]
        if (other !== undefined) this.#countDiscordant(first, second, own, other)
      }
    }
  }

  /** @param sliceNames for each slicing column its name and the names of its slices */
  gathered(
    rule: BlockRule,
    blocks: RowBlocks,
    sliceNames: readonly { readonly name: string; readonly values: readonly string[] }[],
  ): GatheredLosses {
    const { keys } = blocks
    const order = keys.map((_, number) => number)
    if (rule.kind === 'time') order.sort((a, b) => Number(keys[a]) - Number(keys[b]))
    return {
      blocks: rule.kind,
      keys: order.map((number) => keys[number] ?? 0),
      overall: this.#overall.gathered(this.#names, order),
      slices: this.#slices.flatMap((groups, column) =>
        [...groups].map(([slice, group]) => ({
          by: sliceNames[column]?.name ?? '',
          slice: sliceNames[column]?.values[slice] ?? '',
          losses: group.gathered(this.#names, order),
        })),
      ),
      discordant: this.#pairs(),
    }
  }

  #groupOf(column: number, slice: number): GroupSums {
    const groups = this.#slices[column]
    const known = groups?.get(slice)
    if (known !== undefined) return known
    const group = new GroupSums()
    groups?.set(slice, group)
    return group
  }

  #countDiscordant(first: number, second: number, own: Uint8Array, other: Uint8Array): void {
    let onlyFirst = 0
    let onlySecond = 0
    for (let i = 0; i < own.length; i++) {
      const a = own[i] as number // both are as long, of 0 and 1
      const b = other[i] as number
      onlyFirst += a & ~b
      onlySecond += b & ~a
    }
    for (const [key, more] of [
      [`${first} ${second}`, onlyFirst],
      [`${second} ${first}`, onlySecond],
    ] as const) {
      this.#discordant.set(key, (this.#discordant.get(key) ?? 0) + more)
    }
  }

  #pairs(): PartitionLosses['discordant'] {
    return this.#names.flatMap((first, a) =>
      this.#names.flatMap((second, b) => {
        const onlyFirst = this.#discordant.get(`${a} ${b}`)
        const onlySecond = this.#discordant.get(`${b} ${a}`)
        if (b <= a || onlyFirst === undefined || onlySecond === undefined) return []
        return [{ first, second, onlyFirst, onlySecond }]
      }),
    )
  }
}

/** Sums of one group of rows by contender and metric. */
class GroupSums {
  readonly rows = new BlockTotals()
  readonly #sums = new Map<number, Map<string, BlockTotals>>()

  of(contender: number, metric: string): BlockTotals {
    const own = this.#sums.get(contender) ?? new Map<string, BlockTotals>()
    this.#sums.set(contender, own)
    const found = own.get(metric) ?? new BlockTotals()
    own.set(metric, found)
    return found
  }

  gathered(names: readonly string[], order: readonly number[]): GroupLosses {
    const sums = [...this.#sums].map(([contender, metrics]) => [
      names[contender] ?? '',
      Object.fromEntries(
        [...metrics].map(([name, totals]) => {
          const counts = metrics.get(countsOf(name))?.of(order)
          return [name, { numbers: totals.of(order), ...(counts && { counts }) }]
        }),
      ),
    ])
    return { rows: this.rows.of(order), sums: Object.fromEntries(sums) }
  }
}
