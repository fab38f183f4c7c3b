import type { BaselineConfig, BaselineSettings } from '@ratchet-ml/protocol'
import type { Task } from '@ratchet-ml/scoring'
import type { ColumnInfo } from '../../../../datasets/types.ts'
import type { Clock } from '../../contenders/predictors/types.ts'
import type { PlannedContender, PlanningWorld } from '../../contenders/types.ts'

/** What is known when it is decided which baselines there are, and of what. */
export interface BaselineFacts {
  readonly task: Task
  /** Of classification; 0 else. */
  readonly classes: number
  readonly label: string
  readonly columns: readonly ColumnInfo[]
  readonly zone: Clock
  /** The column that tells series apart, when the back-test says one. */
  readonly series?: string
  /** Of the first version; empty where no version is judged. */
  readonly features: readonly string[]
  /** Whether the rows of a span can be read without much ado, as models are trained on many. */
  readonly isQuickToRead: boolean
  /** The training window of the first version that says one, as instants. */
  readonly trainedOn?: { readonly from: string; readonly until: string }
}

/** What a kind of baseline adds to a contender. */
export type BaselinePart = Pick<PlannedContender, 'on'> &
  Partial<Pick<PlannedContender, 'says' | 'columns' | 'memory' | 'tasks' | 'trainedOn'>>

/** A kind of naive predictor. */
export interface BaselineKind {
  readonly name: string
  /** One line for people. */
  readonly says: string
  readonly tasks: readonly Task[]
  /** Whether it stands in the table where no baselines are named. */
  isUsual(facts: BaselineFacts): boolean
  /**
   * Everything that it needs to be told.
   * @throws Problem `usage`, `data-column-missing`, `expression-invalid`
   */
  settle(config: BaselineConfig, facts: BaselineFacts): BaselineSettings
  plan(name: string, settings: BaselineSettings, world: PlanningWorld): BaselinePart
}
