import { featuresOf, type Task } from '@ratchet-ml/scoring'
import {
  type Dataset,
  type PartitionLength,
  TimePartitions,
  textFeaturesOf,
} from '../../datasets/index.ts'
import { classCountOf, type LabelReader, labelReader } from '../label-reader.ts'
import { ContentKeys } from './content-keys.ts'
import { durationMicros } from './duration.ts'
import { Segments } from './segments.ts'
import type { LeakContender, LeakFeature, LiveLog, TimeSpan } from './types.ts'

/** What is asked of the leak checks. */
export interface LeakRequest {
  /** Its configuration may say `id`, `predictedAfter`, `availableAfter`. */
  readonly dataset: Dataset
  readonly contenders: readonly LeakContender[]
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
  /** Rows with a label that features are judged by; 100,000 unless told. */
  readonly sample?: number
  readonly seed: number
  readonly signal?: AbortSignal | undefined
  /** Told the count of rows read so far, and the share of the data that they are. */
  readonly onProgress?: (rows: number, share: number) => void
}

/** A request whose parts were found in the dataset. */
export interface LeakPlan extends LeakRequest {
  readonly task: Task
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

/**
 * @throws Problem `data-column-missing`, `data-unreadable`
 * @throws RangeError without a contender
 */
export function planLeaks(request: LeakRequest): LeakPlan {
  const { dataset, contenders, label, time, evidence } = request
  const [first] = contenders
  if (first === undefined) throw new RangeError('there is no contender whose features to look at')
  const { contract } = contenders.find((one) => one.contract.classes !== undefined) ?? first
  const partitions =
    time === undefined
      ? undefined
      : new TimePartitions(request.partitionBy ?? 'month', dataset.zone)
  const windows = contenders.map(({ trainedOn }) => trainedOn)
  const text = dataset.config.predictedAfter
  const classes = classCountOf(contract)
  return {
    ...request,
    task: contract.task,
    classes,
    classNames: Array.from({ length: classes }, (_, i) => String(contract.classes?.[i] ?? i)),
    features: featuresFor(dataset, contenders),
    readLabels: labelReader(contract, dataset.column(label)),
    asText: new Set(contenders.flatMap((one) => textFeaturesOf(one.contract))),
    partitions,
    segments: partitions && new Segments(windows, evidence, (at) => partitionOf(partitions, at)),
    content: new ContentKeys(),
    predictedAfter: { text, micros: text === undefined ? 0 : durationMicros(text) },
  }
}

function featuresFor(
  dataset: Dataset,
  contenders: readonly LeakContender[],
): readonly LeakFeature[] {
  const byName = new Map<string, LeakFeature>()
  for (const { name, contract } of contenders) {
    for (const field of featuresOf(contract)) {
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
