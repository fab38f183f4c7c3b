import type {
  BusinessMetric,
  DatasetConfig,
  MetricValue,
  SnapshotManifest,
} from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import type { ClusterBootstrapState, MetricSetState } from '@ratchet-ml/stats'
import type { Answered } from '../../label-reader.ts'
import type { PredictorRecipe } from '../contenders/predictors/types.ts'
import type { PartitionBy, PartitionRef, TimeSpan } from '../types.ts'
import type { GatheredLosses } from './losses/partition-losses.ts'
import type { ResidualShapeState } from './shapes/residual-shape.ts'
import type { ScoreShapeState } from './shapes/score-shape.ts'

/** Where rows are read from, in plain data that goes to another thread. */
export interface DatasetPlace {
  readonly name: string
  readonly config: DatasetConfig
  /** Paths of the configuration are relative to it. */
  readonly folder: string
  readonly snapshot?: {
    readonly digest: Digest
    readonly manifest: SnapshotManifest
    /** The file of each part. */
    readonly files: ReadonlyMap<Digest, string>
  }
}

/** What is the same for all partitions of a back-test. */
export interface JudgeSetup {
  readonly dataset: DatasetPlace
  /** Says what labels are. */
  readonly question: Answered
  readonly label: string
  readonly time: string | undefined
  readonly by: PartitionBy
  /** The column whose values are rows that hang together. */
  readonly cluster: string | undefined
  /** Windows in which versions were trained. */
  readonly windows: readonly TimeSpan[]
  readonly metrics: readonly string[]
  /** Those of the metrics that the model declares. */
  readonly own: Readonly<Record<string, BusinessMetric>> | undefined
  /** Names, in order. */
  readonly contenders: readonly string[]
  readonly level: number
  /** Of everything that is drawn at random. */
  readonly seed: number
  readonly slices: readonly string[]
  /** Columns that contenders read, and which of them as text. */
  readonly columns: readonly string[]
  readonly asText: readonly string[]
  /** Between the bins of predicted values, ascending. */
  readonly residualEdges: readonly number[]
}

/** A partition that is to be judged. */
export interface PartitionTask {
  /** Its place among the partitions of the back-test. */
  readonly index: number
  readonly ref: PartitionRef
  /** With and without a label. */
  readonly rows: number
  /** Whether it counts for every version and recipe, and so is part of what is said over all. */
  readonly isCommon: boolean
  /** What answers, for each contender in their order. */
  readonly recipes: readonly PredictorRecipe[]
}

/** Partitions that are judged in one reading. */
export interface JudgeUnit {
  /** The span of the only partition, or all rows. */
  readonly reads: 'span' | 'all'
  readonly tasks: readonly PartitionTask[]
}

/** What was gathered of one contender for what is said over several partitions. */
export interface GatheredContender {
  readonly overall: MetricSetState
  /** Rows from which intervals are drawn, of metrics that have none of their own. */
  readonly bootstraps: readonly ClusterBootstrapState[]
  /** By the slicing column's place, then by value. */
  readonly slices: readonly ReadonlyMap<string, MetricSetState>[]
  readonly shape: ScoreShapeState | ResidualShapeState | undefined
}

/** One contender on one partition. */
export interface JudgedContender {
  readonly metrics: Readonly<Record<string, MetricValue>>
  /** Why it was not judged, as a sentence. */
  readonly because?: string
  /** Where the partition counts for all and the contender answers. */
  readonly gathered?: GatheredContender
}

/** A partition whose every row was judged; plain data that is kept on disk. */
export interface JudgedPartition {
  readonly index: number
  readonly rows: number
  readonly unlabelled: number
  /** In the order of the contenders. */
  readonly contenders: readonly JudgedContender[]
  readonly losses: GatheredLosses
}
