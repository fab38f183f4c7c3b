import { Problem } from '../../../../platform/problem.ts'
import { overlaps } from '../../contenders/policy.ts'
import { toSpan } from '../../contenders/to-span.ts'
import { noAnswer } from '../../recipes/answer-of-models.ts'
import type { TimeSpan } from '../../types.ts'
import { sharesOf } from '../constant-kind.ts'
import type { BaselineKind } from './types.ts'

/**
 * What a version would say that has learned nothing but how often each class is. Within the window
 * it is shown with what it learned there, and not counted.
 */
export const trainingPrior: BaselineKind = {
  name: 'training-prior',
  says: 'the share of each class in the training window of the first version',
  tasks: ['binary', 'multiclass'],
  isUsual: ({ trainedOn }) => trainedOn !== undefined,
  settle: (_, { trainedOn }) => {
    if (trainedOn !== undefined) return { trainedOn }
    throw new Problem(
      'usage',
      'The baseline training-prior needs a version with a training window.',
      {
        hint: 'Say it with --trained-on FROM..UNTIL.',
      },
    )
  },
  plan: (_, { trainedOn }, { gap }) => {
    const span = windowOf(trainedOn)
    return {
      trainedOn: span,
      memory: { span },
      on: (partition, { past }) => {
        const counts = past.within(span)
        const isInside = partition.span !== undefined && overlaps(partition.span, span)
        const isPast = partition.span !== undefined && span.until + gap <= partition.span.from
        if (!(isInside || isPast) || counts.every((rows) => rows === 0)) return noAnswer(notYet)
        return {
          recipe: { kind: 'constant', answer: sharesOf(counts) },
          counted: { kind: isInside ? 'trained-on' : 'evidence' },
          trainedOn: span,
        }
      },
    }
  },
}

const notYet = 'no labelled rows of the training window come before this partition'

function windowOf(said: Parameters<typeof toSpan>[0] | undefined): TimeSpan {
  if (said === undefined) throw new TypeError('the training window was not settled')
  return toSpan(said)
}
