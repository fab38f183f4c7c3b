import type { Task } from '@ratchet-ml/scoring'
import { type Dataset, type PartitionLength, TimePartitions } from '../../../../datasets/index.ts'
import type { PartitionRef, TimeSpan } from '../../types.ts'
import { seriesName } from '../predictors/series.ts'
import { keyOf } from './memory-key.ts'
import { PartitionMemory } from './partition-memory.ts'
import { PartitionsPast } from './partitions-past.ts'
import { splitByCell } from './split-by-cell.ts'
import type { History, HistoryBlock, Memory, Past, SeriesMemory } from './types.ts'
import { ValueRuns, valueRoom } from './value-runs.ts'

export interface HistoryOptions {
  readonly task: Task
  /** Of classification; 0 else. */
  readonly classes: number
  /** That of the dataset. */
  readonly zone: Dataset['zone']
  /** How long a label takes, microseconds. */
  readonly gap: number
  /** Of partitions of time. */
  readonly length?: PartitionLength | undefined
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
  /** Where labels take time: the partitions in which they are known, and what is kept of each. */
  readonly #cells: TimePartitions | undefined
  readonly #known: PartitionMemory[] = []

  constructor(options: HistoryOptions) {
    const { memories, task, gap, length, zone } = options
    this.#options = options
    this.#spans = memories.flatMap(({ span }) => span ?? [])
    this.#series = distinct(memories.flatMap(({ series }) => series ?? []))
    this.#keepsValues = task === 'regression' && memories.some(({ values }) => values === true)
    this.#cells = gap > 0 && length !== undefined ? new TimePartitions(length, zone) : undefined
    this.columns = [...new Set(this.#series.flatMap(({ column }) => column ?? []))]
  }

  add(block: HistoryBlock): void {
    const cells = this.#cells
    const memory = this.#partitions.get(block.partition) ?? this.#open(cells === undefined)
    this.#partitions.set(block.partition, memory)
    addTo(memory, block)
    if (cells === undefined) return
    for (const part of splitByCell(block, cells, this.#options.gap)) {
      const known = this.#known[part.cell] ?? this.#open(true)
      this.#known[part.cell] = known
      addTo(known, part)
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
    const refs = this.#cells?.found.map(({ name, from, until }) => ({
      name,
      span: { from, until },
    }))
    const earlier = partitionsBefore(partition, refs ?? partitions, refs === undefined ? gap : 0)
    const memoryOf = ({ name }: PartitionRef) =>
      refs === undefined
        ? this.#partitions.get(name)
        : this.#known[refs.findIndex((ref) => ref.name === name)]
    return new PartitionsPast({
      task,
      classes,
      memories: earlier.flatMap((ref) => memoryOf(ref) ?? []),
      all: [...this.#partitions.values()],
    })
  }

  /** @param isPast whether baselines are told of it, and not only how many rows it has and when */
  #open(isPast: boolean): PartitionMemory {
    const { classes, zone } = this.#options
    return new PartitionMemory({
      classes,
      zone,
      spans: this.#spans,
      series: isPast ? this.#series : [],
      values: isPast && this.#keepsValues ? new ValueRuns(this.#room) : undefined,
    })
  }
}

function addTo(memory: PartitionMemory, { batch, rows, count, labels, times }: HistoryBlock): void {
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

/** Those that ended at least the gap before one begins, in order of time. */
function partitionsBefore(
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
