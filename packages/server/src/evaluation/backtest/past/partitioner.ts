import { type Dataset, TimePartitions } from '../../../datasets/index.ts'
import type { Column, ColumnBatch, Levels } from '../../../datasets/types.ts'
import { Problem } from '../../../platform/problem.ts'
import type { PartitionBy, PartitionRef, TimeSpan } from '../types.ts'

/** Numbers the partitions of rows in the order in which they turn up. */
export interface Partitioner {
  /** The partition of each row of a batch; -1 where it is in none. */
  indexesOf(batch: ColumnBatch): Int32Array
  /** Every partition seen, at its number. */
  readonly found: readonly PartitionRef[]
}

export interface PartitionerOptions {
  readonly by: PartitionBy
  /** The column of event times, where there is one. */
  readonly time: string | undefined
  readonly zone: Dataset['zone']
  /** Windows in which a version was trained: a value's rows in them are a partition of their own. */
  readonly windows: readonly TimeSpan[]
}

/** Values of a column make at most so many partitions. */
const mostPartitions = 1000

/** @throws Problem `usage` (on use) for a column of too many values */
export function partitioner(options: PartitionerOptions): Partitioner {
  return options.by.kind === 'time'
    ? timePartitioner(options.by.length, options)
    : columnPartitioner(options.by.column, options)
}

function timePartitioner(
  length: Extract<PartitionBy, { kind: 'time' }>['length'],
  { time, zone }: PartitionerOptions,
): Partitioner {
  const partitions = new TimePartitions(length, zone)
  return {
    indexesOf: (batch) => {
      const times = timesOf(batch, time)
      return times === undefined
        ? new Int32Array(batch.count).fill(-1)
        : partitions.indexesOf(times)
    },
    get found() {
      return partitions.found.map(({ name, from, until }) => ({ name, span: { from, until } }))
    },
  }
}

function columnPartitioner(column: string, { time, windows }: PartitionerOptions): Partitioner {
  const found: PartitionRef[] = []
  const byKey = new Map<string, number>()
  const numberOf = (value: string | number | boolean, isSeen: boolean): number => {
    const key = `${isSeen} ${typeof value} ${value}`
    const known = byKey.get(key)
    if (known !== undefined) return known
    if (found.length === mostPartitions) throw tooMany(column)
    const name = isSeen ? `${value} (trained on)` : String(value)
    byKey.set(key, found.length)
    const windowed = windows.length > 0 && time !== undefined
    found.push({ name, where: { column, equals: value }, ...(windowed && { isTrainedOn: isSeen }) })
    return found.length - 1
  }
  const isSeen = (at: number) => windows.some(({ from, until }) => at >= from && at < until)
  return {
    found,
    indexesOf: (batch) => {
      const valueAt = valuesOf(batch.columns.get(column), column)
      const times = windows.length === 0 ? undefined : timesOf(batch, time)
      return Int32Array.from({ length: batch.count }, (_, row) => {
        const value = valueAt(row)
        if (value === undefined) return -1
        return numberOf(value, times !== undefined && isSeen(times[row] ?? Number.NaN))
      })
    },
  }
}

/** The event times of a batch; `undefined` where it has none. */
export function timesOf(batch: ColumnBatch, time: string | undefined): Float64Array | undefined {
  if (time === undefined) return undefined
  const column = batch.columns.get(time)
  if (column?.kind === 'timestamp') return column.values
  throw new TypeError(`the batch has no times in ${time}`)
}

/** The value of a row in a column, `undefined` where it is missing. */
export function valuesOf(
  column: Column | undefined,
  name: string,
): (row: number) => string | number | boolean | undefined {
  switch (column?.kind) {
    case 'text':
      return (row) => textOf(column.levels, column.codes[row])
    case 'boolean':
      return (row) => booleanOf(column.values[row])
    case 'number':
    case 'timestamp':
      return (row) => numberOf(column.values[row])
    case undefined:
      throw new TypeError(`the batch has no column ${name}`)
  }
}

function textOf(levels: Levels, code: number | undefined): string | undefined {
  return levels.texts[code ?? -1]
}

function booleanOf(value: number | undefined): boolean | undefined {
  return value === 0 || value === 1 ? value === 1 : undefined
}

function numberOf(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value
}

function tooMany(column: string): Problem {
  return new Problem(
    'usage',
    `The column ${JSON.stringify(column)} has more than ${mostPartitions} values, each of which would be a partition.`,
    { hint: 'Name a column of few values, or partitions of time with --by day, week or month.' },
  )
}
