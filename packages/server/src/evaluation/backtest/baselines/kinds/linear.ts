import type { History } from '../../contenders/history/types.ts'
import type { TrainingTask } from '../../contenders/types.ts'
import { answerOfModels } from '../../recipes/answer-of-models.ts'
import { checkFeatures, trainerFor } from '../../recipes/check-trainer.ts'
import { firstTimeOf } from '../../recipes/plan-trainer.ts'
import { inOrderOfTime } from '../../recipes/schedule.ts'
import { taskOf } from '../../recipes/task-of.ts'
import type { PartitionRef } from '../../types.ts'
import type { BaselineKind } from './types.ts'

/** Rows beyond so many add little to a linear model, and would make the baseline the longest part. */
const enoughRows = 50_000
/** The work grows with the cube of the columns, so that a name of every customer would never end. */
const mostColumns = 600

/** A logistic or linear regression of the features of the first version, trained before each partition. */
export const linear: BaselineKind = {
  name: 'linear',
  says: 'a linear model of the newest rows before the partition',
  tasks: ['binary', 'regression'],
  isUsual: ({ features, isQuickToRead }) => features.length > 0 && isQuickToRead,
  settle(config, facts) {
    const said = isOwn(config) ? config.linear : {}
    const features = said.features ?? facts.features
    checkFeatures('baseline:linear', features, facts)
    return { features: [...features], l2: said.l2 ?? 1 }
  },
  plan: (name, { features = [], l2 = 1 }, world) => {
    const algorithm = trainerFor(world) ?? 'linear'
    return {
      columns: features,
      tasks: (partitions, history) =>
        spansOf(partitions, history, world.gap).map(({ stride, ...span }) =>
          taskOf({ algorithm, features, l2, mostColumns }, span, world.label, stride),
        ),
      on: (partition, known) => answerOfModels(partition, known, { gap: world.gap, name }),
    }
  },
}

/**
 * What is learned from before each partition: whole partitions, from the newest back to where there are
 * enough rows, and every so many of these rows when there are more.
 */
function spansOf(
  partitions: readonly PartitionRef[],
  history: History,
  gap: number,
): readonly (Pick<TrainingTask, 'from' | 'until'> & { readonly stride: number })[] {
  const ordered = inOrderOfTime(partitions)
  const first = firstTimeOf(partitions, history)
  return ordered.flatMap(({ span }, i) => {
    const until = span.from - gap
    if (first >= until) return []
    let rows = 0
    let from = first
    for (const earlier of ordered.slice(0, i).toReversed()) {
      if (rows >= enoughRows) break
      if (earlier.span.from >= until) continue
      rows += history.rowsOf(earlier.name)
      from = Math.max(first, earlier.span.from)
    }
    return [{ from, until, stride: Math.max(1, Math.ceil(rows / enoughRows)) }]
  })
}

interface Own {
  readonly linear: {
    readonly features?: readonly string[] | undefined
    readonly l2?: number | undefined
  }
}

function isOwn(config: string | object): config is Own {
  return typeof config === 'object' && 'linear' in config
}
