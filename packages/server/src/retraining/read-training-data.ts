import type { TrainingColumn, TrainingData } from '@ratchet-ml/training'
import type { Column, Dataset } from '../datasets/index.ts'
import type { Snapshot } from '../datasets/snapshots/index.ts'
import type { ColumnBatch } from '../datasets/types.ts'
import { missingBoolean } from '../datasets/types.ts'
import { inOrderOf, TimeGatherer } from './order-by-time.ts'
import { gathererOf } from './training-columns.ts'
import type { TimeSpan, TrainProgress } from './types.ts'

export interface ReadTrainingOptions {
  readonly label: string
  readonly features: readonly string[]
  /** Rows outside are not read; without a bound every row is. */
  readonly from: number | undefined
  readonly until: number | undefined
  /** Every so many of the labelled rows is learned from, beginning with the first; absent: all. */
  readonly stride?: number
  /** Rows of an earlier event time come first, those of the same in their order; else as they are read. */
  readonly inOrderOfTime?: boolean
  readonly signal: AbortSignal
  readonly onProgress: (progress: TrainProgress) => void
}

export interface ReadTrainingData {
  readonly data: TrainingData
  /** What the label's 0 and 1 are, where it is text of two values. */
  readonly classes?: readonly [string, string]
  readonly unlabelled: number
  /** The bounds that were given, else the first and just after the last event time. */
  readonly span?: TimeSpan
}

/** The rows of a time span that have a label, as columns to learn from. */
export async function readTrainingData(
  dataset: Dataset,
  options: ReadTrainingOptions,
): Promise<ReadTrainingData> {
  const { label, features, onProgress } = options
  const time = dataset.config.time?.column
  const gatherers = [...features, label].map((name) => ({
    name,
    gatherer: gathererOf(dataset.column(name)),
  }))
  const times = time !== undefined && options.inOrderOfTime ? new TimeGatherer(time) : undefined
  const chooser = new RowChooser(label, time, options)
  const columns = [...new Set([...features, label, ...(time === undefined ? [] : [time])])]
  let rows = 0
  for await (const batch of rowsOf(dataset, columns, options)) {
    const count = chooser.choose(batch)
    for (const { name, gatherer } of gatherers) {
      gatherer.add(columnOf(batch, name), chooser.rows, count)
    }
    times?.add(batch, chooser.rows, count)
    rows += batch.count
    onProgress({ kind: 'reading', rows, total: dataset.rowCount })
  }
  const gathered = gatherers.map(({ gatherer }) => gatherer.toTrainingColumn())
  const answers = answersOf(gathered.at(-1))
  onProgress({ kind: 'read', rows: answers.label.length })
  const data = {
    count: answers.label.length,
    features: gathered.slice(0, -1),
    label: answers.label,
  }
  return {
    data: times === undefined ? data : inOrderOf(times.values, data),
    ...(answers.classes && { classes: answers.classes }),
    unlabelled: chooser.unlabelled,
    ...(chooser.span && { span: chooser.span }),
  }
}

/** The rows of the span where the dataset can find them by itself, all rows else. */
function rowsOf(
  dataset: Dataset,
  columns: readonly string[],
  { from, until, signal }: ReadTrainingOptions,
): AsyncIterable<ColumnBatch> {
  const reading = { columns, signal, isPassing: true } as const
  if (from === undefined || until === undefined) return dataset.read(reading)
  if (!isSnapshot(dataset)) {
    const column = dataset.config.time?.column
    const within = column === undefined ? {} : { within: { column, from, until } }
    return dataset.read({ ...reading, ...within })
  }
  return dataset.readSpan({ from, until }, reading)
}

/** Whether the rows of a span can be read without the others: by the very column that it is meant by. */
function isSnapshot(dataset: Dataset): dataset is Snapshot {
  return 'spanColumn' in dataset && dataset.spanColumn === dataset.config.time?.column
}

/** Says which rows of a batch are learned from, and keeps count of the others. */
class RowChooser {
  rows = new Int32Array(0)
  unlabelled = 0
  readonly #label: string
  readonly #time: string | undefined
  readonly #from: number | undefined
  readonly #until: number | undefined
  readonly #stride: number
  #labelled = 0
  #first = Number.POSITIVE_INFINITY
  #last = Number.NEGATIVE_INFINITY

  constructor(
    label: string,
    time: string | undefined,
    { from, until, stride = 1 }: Pick<ReadTrainingOptions, 'from' | 'until' | 'stride'>,
  ) {
    this.#stride = stride
    this.#label = label
    this.#time = time
    this.#from = from
    this.#until = until
  }

  /** Fills `rows`. @returns how many */
  choose(batch: ColumnBatch): number {
    if (this.rows.length < batch.count) this.rows = new Int32Array(batch.count)
    const label = columnOf(batch, this.#label)
    const times = this.#time === undefined ? undefined : columnOf(batch, this.#time)
    let count = 0
    for (let row = 0; row < batch.count; row++) {
      const time = times === undefined || times.kind === 'text' ? undefined : times.values[row]
      if (!this.#isInside(time)) continue
      if (isMissing(label, row)) {
        this.unlabelled += 1
        continue
      }
      this.#labelled += 1
      if ((this.#labelled - 1) % this.#stride !== 0) continue
      if (time !== undefined && time < this.#first) this.#first = time
      if (time !== undefined && time > this.#last) this.#last = time
      this.rows[count] = row
      count += 1
    }
    return count
  }

  get span(): TimeSpan | undefined {
    if (this.#time === undefined || this.#first > this.#last) return undefined
    return { from: this.#from ?? this.#first, until: this.#until ?? this.#last + 1 }
  }

  /** A row without a time is in no span, but belongs to all rows. */
  #isInside(time: number | undefined): boolean {
    const isAfter = this.#from === undefined || (time !== undefined && time >= this.#from)
    return isAfter && (this.#until === undefined || (time !== undefined && time < this.#until))
  }
}

function isMissing(column: Column, row: number): boolean {
  switch (column.kind) {
    case 'text':
      return (column.codes[row] ?? -1) < 0
    case 'boolean':
      return column.values[row] === missingBoolean
    case 'number':
    case 'timestamp':
      return Number.isNaN(column.values[row])
  }
}

/** Text of whatever values becomes their index; the names matter when they are two. */
function answersOf(column: TrainingColumn | undefined): {
  readonly label: Float64Array
  readonly classes?: readonly [string, string]
} {
  if (column === undefined) throw new TypeError('no label was gathered')
  if (column.kind === 'numeric') return { label: column.values }
  const label = Float64Array.from(column.codes)
  const [no, yes, ...more] = column.levels.map(String)
  return no === undefined || yes === undefined || more.length > 0
    ? { label }
    : { label, classes: [no, yes] }
}

function columnOf(batch: ColumnBatch, name: string): Column {
  const column = batch.columns.get(name)
  if (column === undefined) throw new TypeError(`the batch has no column ${name}`)
  return column
}
