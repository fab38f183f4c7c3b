import type { DatasetConfig, ProjectConfig } from '@ratchet-ml/protocol'
import {
  type Dataset,
  isReadAsText,
  type PartitionLength,
  TimePartitions,
} from '../../datasets/index.ts'
import { parseDuration } from '../backtest/contenders/parse-duration.ts'
import { type Answered, classCountOf, type LabelReader, labelReader } from '../label-reader.ts'
import { ContentKeys } from './content-keys.ts'
import { Segments } from './segments.ts'
import type { LeakContender, LeakFeature, LiveLog, TimeSpan } from './types.ts'

/** What a project says of a dataset that its rows do not tell. */
export type DatasetKnowledge = Pick<DatasetConfig, 'id' | 'predictedAfter' | 'availableAfter'>

/** What is asked of the leak checks. */
export interface LeakRequest {
  readonly dataset: Dataset
  readonly knowledge?: DatasetKnowledge | undefined
  readonly contenders: readonly LeakContender[]
  /** What they all answer: says what labels are. */
  readonly question: Answered
  readonly label: string
  /** The column of event times; without it what needs time is skipped. */
  readonly time?: string | undefined
  /** Length of the partitions; months unless told. */
  readonly partitionBy?: PartitionLength | undefined
  /** Spans of the partitions that count; absent: all that no contender was trained on. */
  readonly evidence?: readonly TimeSpan[] | undefined
  /** Rows hang together, such as those of a customer, so that some may well be equal. */
  readonly hangTogether?: boolean
  readonly live?: LiveLog | undefined
  /** Rows with a label that features are judged by; 50,000 unless told. */
  readonly sample?: number
  readonly seed: number
  readonly signal?: AbortSignal | undefined
  /** Told the count of rows read so far, and the share of the data that they are. */
  readonly onProgress?: (rows: number, share: number) => void
}

/** A request whose parts were found in the dataset. */
export interface LeakPlan extends LeakRequest {
  /** Of classification; 0 else. */
  readonly classes: number
  readonly classNames: readonly string[]
  readonly features: readonly LeakFeature[]
  readonly readLabels: LabelReader
  readonly asText: ReadonlySet<string>
  /** Absent without event times, as `segments`. */
  readonly partitions: TimePartitions | undefined
  readonly segments: Segments | undefined
  readonly content: ContentKeys
  readonly predictedAfter: { readonly text: string | undefined; readonly micros: number }
}

/** Of the dataset of this name, or that a snapshot such as `flights@2` is of. */
export function knowledgeOf(
  datasets: ProjectConfig['datasets'],
  name: string,
): DatasetKnowledge | undefined {
  const [plain = name] = name.split('@')
  const config = Object.hasOwn(datasets, plain) ? datasets[plain] : undefined
  if (config === undefined) return undefined
  const { id, predictedAfter, availableAfter } = config
  return {
    ...(id !== undefined && { id }),
    ...(predictedAfter !== undefined && { predictedAfter }),
    ...(availableAfter !== undefined && { availableAfter }),
  }
}

/**
 * @throws Problem `data-column-missing`, `data-unreadable`
 */
export function planLeaks(request: LeakRequest): LeakPlan {
  const { dataset, contenders, question, label, time, evidence } = request
  const partitions =
    time === undefined
      ? undefined
      : new TimePartitions(request.partitionBy ?? 'month', dataset.zone)
  const windows = contenders.map(({ trainedOn }) => trainedOn)
  const text = request.knowledge?.predictedAfter
  const classes = classCountOf(question)
  const fields = contenders.flatMap((contender) => contender.fields)
  return {
    ...request,
    classes,
    classNames: Array.from({ length: classes }, (_, i) => String(question.classes?.[i] ?? i)),
    features: featuresFor(dataset, contenders),
    readLabels: labelReader(question, dataset.column(label)),
    asText: new Set(fields.filter(isReadAsText).map(({ name }) => name)),
    partitions,
    segments: partitions && new Segments(windows, evidence, (at) => partitionOf(partitions, at)),
    content: new ContentKeys(),
    predictedAfter: { text, micros: text === undefined ? 0 : parseDuration(text) },
  }
}

function featuresFor(
  dataset: Dataset,
  contenders: readonly LeakContender[],
): readonly LeakFeature[] {
  const byName = new Map<string, LeakFeature>()
  for (const { name, fields } of contenders) {
    for (const field of fields) {
      const known = byName.get(field.name)
      if (known !== undefined) {
        byName.set(field.name, { ...known, contenders: [...known.contenders, name] })
        continue
      }
      const { kind } = dataset.column(field.name)
      const isCategory = field.type === 'category' || kind === 'text'
      byName.set(field.name, { name: field.name, kind, isCategory, field, contenders: [name] })
    }
  }
  return [...byName.values()]
}

function partitionOf(partitions: TimePartitions, time: number): TimeSpan {
  const found = partitions.found[partitions.indexOf(time)]
  if (found === undefined) throw new RangeError(`${time} is no time`)
  return found
}
