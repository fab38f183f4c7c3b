import type { ContenderPlan, Counted, TrainerRecipe } from '@ratchet-ml/protocol'
import type { Contract, Digest, Task } from '@ratchet-ml/scoring'
import type { ColumnInfo } from '../../../datasets/types.ts'
import type { PartitionRef, TimeSpan } from '../types.ts'
import type { History, Memory, Past } from './history/types.ts'
import type { Clock, PredictorRecipe } from './predictors/types.ts'

/**
 * Who is judged, as the main thread knows it. It decides by itself what answers in each partition and
 * whether that is evidence; whatever it hands out is plain data for workers.
 */
export interface PlannedContender {
  /** `flights@1`, `recipe:monthly`, `baseline:prior` */
  readonly name: string
  readonly kind: 'version' | 'recipe' | 'baseline'
  /** One line for people. */
  readonly says: string
  /** Of a version: its package. Of a recipe: what it is, its trainers' settings or its files. */
  readonly digest?: Digest
  /** Where it is the same for all partitions and known. */
  readonly trainedOn?: TimeSpan
  /** Columns of the dataset that its predictors read; the label is never among them. */
  readonly columns: readonly string[]
  /** Those of them that are read as text where the format leaves the choice. */
  readonly asText: readonly string[]
  /** What the first pass keeps for it. */
  readonly memory: Memory
  /** Everything that determines its answers beside the data. */
  readonly plan: ContenderPlan
  /** What must be made before it can be asked, once the partitions and their labels are known. */
  tasks(partitions: readonly PartitionRef[], history: History): readonly TrainingTask[]
  on(partition: PartitionRef, known: Known): Stand
}

/** What a contender may go by in one partition. */
export interface Known {
  readonly past: Past
  /** The training tasks that it asked for. */
  readonly tasks: readonly TrainingTask[]
  /** What came of them, by their ids. */
  readonly made: ReadonlyMap<string, MadeModel>
}

/** How a contender stands in one partition. */
export interface Stand {
  readonly recipe: PredictorRecipe
  /** Whether its answers there are evidence about it. */
  readonly counted: Counted
  /** Of a recipe: the model that answers here, and the event times it was trained on. */
  readonly digest?: Digest
  readonly trainedOn?: TimeSpan
}

/** A model to be trained by a worker: plain data. The same task gives the same bytes. */
export interface TrainingTask {
  /** Says everything that determines the model beside the data; fit for a file name. */
  readonly id: string
  readonly algorithm: TrainerRecipe['algorithm']
  readonly label: string
  readonly features: readonly string[]
  /** Numbers among the features that are learned as categories. */
  readonly oneHot?: readonly string[]
  /** Settings of the trainer; which, depends on it. */
  readonly l2?: number
  readonly rate?: number
  readonly passes?: number
  /** Event times that are learned from, microseconds UTC. */
  readonly from: number
  /** Exclusive. */
  readonly until: number
  /** Every so many of the labelled rows is learned from, beginning with the first; absent: all. */
  readonly stride?: number
  /** Categories are left out, the widest first, until the design has at most so many columns. */
  readonly mostColumns?: number
}

/** What came of a training task. */
export type MadeModel =
  | {
      readonly kind: 'made'
      /** Of the package's archive, for workers to open. */
      readonly path: string
      readonly digest: Digest
      readonly contract: Contract
    }
  /** Nothing can be learned from those rows; in words without a full stop. */
  | { readonly kind: 'refused'; readonly because: string }

/** A package that workers can open. */
export interface ShelvedPackage {
  /** Of its archive. */
  readonly path: string
  readonly contract: Contract
}

/** What all contenders of a back-test have in common while they are planned. */
export interface PlanningWorld {
  readonly task: Task
  /** Of classification; 0 else. */
  readonly classes: number
  readonly label: string
  /** Of the dataset, derived ones included. */
  readonly columns: readonly ColumnInfo[]
  readonly zone: Clock
  /** How long a label takes, microseconds. */
  readonly gap: number
  /** By digest: those that plans name. */
  readonly packages: ReadonlyMap<Digest, ShelvedPackage>
}
