import type { Package } from '@ratchet-ml/scoring'
import type { Dataset } from '../../../datasets/index.ts'
import type { TrainingTask } from '../contenders/types.ts'

/**
 * What trains the models of recipes: a port, as trainers are further on than evaluation.
 */
export interface ModelTrainer {
  /**
   * Learns from the labelled rows of the task's event times. The same rows and task give the same
   * package, byte for byte, on every machine.
   *
   * @throws Problem `training-refused` when nothing can be learned from them
   */
  train(task: TrainingTask, dataset: Dataset, signal: AbortSignal): Promise<Package>
}
