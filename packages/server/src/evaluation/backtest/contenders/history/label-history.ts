import type { Task } from '@ratchet-ml/scoring'
import type { PartitionRef, TimeSpan } from '../../types.ts'
import { seriesName } from '../predictors/series.ts'
import type { Clock } from '../predictors/types.ts'
import { keyOf } from './memory-key.ts'
import { PartitionMemory } from './partition-memory.ts'
import { PartitionsPast } from './partitions-past.ts'
import type { History, HistoryBlock, Memory, Past, SeriesMemory } from './types.ts'
import { ValueRuns, valueRoom } from './value-runs.ts'

export interface HistoryOptions {
  readonly task: Task
  /** Of classification; 0 else. */
  readonly classes: number
  /** That of the dataset. */
  readonly zone: Clock
  /** How long a label takes, microseconds. */
  readonly gap: number
  /** Of all contenders. */
  readonly memories: readonly Memory[]
}

/** A history that keeps what any contender asked for, each thing once. */
export function createHistory(options: HistoryOptions): History {
  return new LabelHistory(options)
}

class LabelHistory implements History {
  readonly columns: readonly string[]
  readonly #options: HistoryOptions
  readonly #spans: readonly TimeSpan[]
  readonly #series: readonly SeriesMemory[]
  readonly #keepsValues: boolean
  readonly #room = valueRoom()
  readonly #partitions = new Map<string, PartitionMemory>()

  constructor(options: HistoryOptions) {
    const { memories, task } = options
    this.#options = options
    this.#spans = memories.flatMap(({ span }) => span ?? [])
    this.#series = distinct(memories.flatMap(({ series }) => series ?? []))
    this.#keepsValues = task === 'regression' && memories.some(({ values }) => values === true)
    this.columns = [...new Set(this.#series.flatMap(({ column }) => column ?? []))]
  }

  add({ partition, batch, rows, count, labels, times }: HistoryBlock): void {
    const memory = this.#partitions.get(partition) ?? this.#open(partition)
    memory.add(labels, times, count)
    for (const series of memory.series) {
      const { column } = series.memory
      const values = column === undefined ? undefined : batch.columns.get(column)
      if (column !== undefined && values === undefined) {
        throw new TypeError(`the batch has no column ${column}`)
      }
      const nameAt = (i: number) => (values === undefined ? '' : seriesName(values, rows[i] ?? 0))
      series.add(nameAt, labels, times, count)
    }
  }

  rowsOf(partition: string): number {
    return this.#partitions.get(partition)?.rows ?? 0
  }

  spanOf(partition: string): TimeSpan | undefined {
    return this.#partitions.get(partition)?.span
  }

  before(partition: PartitionRef, partitions: readonly PartitionRef[]): Past {
    const { task, classes, gap } = this.#options
    const earlier = partitionsBefore(partition, partitions, gap)
    const memories = earlier.flatMap(({ name }) => this.#partitions.get(name) ?? [])
    return new PartitionsPast({
      task,
      classes,
      partitions: earlier,
      memories,
      all: [...this.#partitions.values()],
    })
  }

  #open(partition: string): PartitionMemory {
    const { classes, zone } = this.#options
    const created = new PartitionMemory({
      classes,
      zone,
      spans: this.#spans,
      series: this.#series,
      values: this.#keepsValues ? new ValueRuns(this.#room) : undefined,
    })
    this.#partitions.set(partition, created)
    return created
  }
}

/** Those that ended at least the gap before one begins, in order of time. */
export function partitionsBefore(
  { span }: PartitionRef,
  partitions: readonly PartitionRef[],
  gap: number,
): readonly PartitionRef[] {
  if (span === undefined) return []
  return partitions
    .filter((other) => other.span !== undefined && other.span.until + gap <= span.from)
    .sort((a, b) => (a.span?.from ?? 0) - (b.span?.from ?? 0))
}

function distinct(memories: readonly SeriesMemory[]): readonly SeriesMemory[] {
  return [...new Map(memories.map((memory) => [keyOf(memory), memory])).values()]
}
