import type { Task } from '@ratchet-ml/scoring'
import type { Memory, Past } from '../contenders/history/types.ts'
import type { ConstantAnswer } from '../contenders/predictors/types.ts'
import { noAnswer } from '../recipes/answer-of-models.ts'
import type { BaselineKind } from './kinds/types.ts'

interface ConstantKind {
  readonly name: string
  readonly says: string
  readonly tasks: readonly Task[]
  readonly memory?: Memory
  /** What is said of every row; in words, why there is nothing to say. The past has rows. */
  answer(past: Past): ConstantAnswer | string
}

/** A baseline that says one thing of all rows of a partition, from what came before it. */
export function constantKind({ answer, memory = {}, ...kind }: ConstantKind): BaselineKind {
  return {
    ...kind,
    isUsual: () => true,
    settle: () => ({}),
    plan: () => ({
      memory,
      on: (_, { past }) => {
        const found = past.count === 0 ? nothingBefore : answer(past)
        if (typeof found === 'string') return noAnswer(found)
        return { recipe: { kind: 'constant', answer: found }, counted: { kind: 'evidence' } }
      },
    }),
  }
}

export const nothingBefore = 'no labelled rows come before this partition'

/** The share of each class; there is at least one row. */
export function sharesOf(classCounts: readonly number[]): ConstantAnswer {
  const count = classCounts.reduce((sum, rows) => sum + rows, 0)
  return { kind: 'probability', probability: classCounts.map((rows) => rows / count) }
}

/** The most frequent class; the first among equals. */
export function mostFrequent(classCounts: readonly number[]): ConstantAnswer {
  return { kind: 'class', label: classCounts.indexOf(Math.max(...classCounts)) }
}
