import { buildPackage, type Package } from '@ratchet-ml/scoring'
import {
  type Trained,
  type TrainingColumn,
  type TrainingData,
  TrainingRefusal,
  trainLinear,
  trainLogistic,
  trainOnlineLogistic,
  withCategories,
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
  const { label, features, from, until, stride, oneHot = [] } = task
  const read = await readTrainingData(dataset, {
    ...{ label, features, from, until, signal },
    ...(stride !== undefined && { stride }),
    inOrderOfTime: task.algorithm === 'online-logistic',
    onProgress: () => {},
  })
  const data = narrowed(withCategories(read.data, oneHot), task.mostColumns)
  const trained = learn(task, { ...read, data })
  return await buildPackage({ ...trained, source: { format: trained.format } })
}

/** The data without their widest categories, so that the design has at most so many columns. */
function narrowed(data: TrainingData, mostColumns = Number.POSITIVE_INFINITY): TrainingData {
  const widthOf = (column: TrainingColumn) =>
    column.kind === 'category' ? column.levels.length : 1
  const widestFirst = data.features.toSorted((a, b) => widthOf(b) - widthOf(a))
  let width = data.features.reduce((sum, column) => sum + widthOf(column), 0)
  const left = new Set<TrainingColumn>()
  for (const column of widestFirst) {
    if (width <= mostColumns || column.kind !== 'category') break
    left.add(column)
    width -= widthOf(column)
  }
  return { ...data, features: data.features.filter((column) => !left.has(column)) }
}

function learn(
  { algorithm, l2, rate, passes }: TrainingTask,
  { data, classes }: ReadTrainingData,
): Trained<unknown> {
  const penalty = l2 === undefined ? {} : { l2 }
  switch (algorithm) {
    case 'logistic':
      return trainLogistic(data, { ...penalty, ...(classes && { classes }) })
    case 'linear':
      return trainLinear(data, penalty)
    case 'online-logistic':
      return trainOnlineLogistic(data, {
        ...(rate !== undefined && { rate }),
        ...(passes !== undefined && { passes }),
        ...(classes && { classes }),
      })
  }
}
