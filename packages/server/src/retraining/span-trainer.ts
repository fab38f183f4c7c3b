import { buildPackage, type Package } from '@ratchet-ml/scoring'
import {
  type LinearFit,
  type Trained,
  TrainingRefusal,
  trainLinear,
  trainLogistic,
} from '@ratchet-ml/training'
import type { Dataset } from '../datasets/index.ts'
import type { TrainingTask } from '../evaluation/backtest/contenders/types.ts'
import type { ModelTrainer } from '../evaluation/index.ts'
import { problemOfTrainingRefusal } from './problem-of-refusal.ts'
import { type ReadTrainingData, readTrainingData } from './read-training-data.ts'

/** Trains the models of a back-test's recipes, each on a span of event time. */
export const spanTrainer: ModelTrainer = {
  async train(task, dataset, signal) {
    try {
      return await trainTask(task, dataset, signal)
    } catch (cause) {
      throw cause instanceof TrainingRefusal ? problemOfTrainingRefusal(cause, dataset.name) : cause
    }
  },
}

async function trainTask(
  task: TrainingTask,
  dataset: Dataset,
  signal: AbortSignal,
): Promise<Package> {
  const { label, features, from, until, stride } = task
  const read = await readTrainingData(dataset, {
    ...{ label, features, from, until, signal },
    ...(stride !== undefined && { stride }),
    onProgress: () => {},
  })
  const trained = learn(task, read)
  return await buildPackage({ ...trained, source: { format: trained.format } })
}

function learn(
  { algorithm, l2 }: TrainingTask,
  { data, classes }: ReadTrainingData,
): Trained<LinearFit> {
  switch (algorithm) {
    case 'logistic':
      return trainLogistic(data, { l2, ...(classes && { classes }) })
    case 'linear':
      return trainLinear(data, { l2 })
  }
}
