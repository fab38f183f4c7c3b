import type { PredictionKind } from '@ratchet-ml/stats'
import type {
  Answers,
  ConstantAnswer,
  Predictor,
  PredictorRecipe,
  PredictorWorld,
} from './types.ts'

/** Says the same of every row. */
export function openConstant(
  { answer }: Extract<PredictorRecipe, { kind: 'constant' }>,
  { kinds, capacity }: Pick<PredictorWorld, 'kinds' | 'capacity'>,
): Predictor {
  const columns = [...rowOf(answer)].filter(([kind]) => kinds.has(kind))
  const answers: Answers = Object.fromEntries(
    columns.map(([kind, row]) => [kind, repeated(row, capacity)]),
  )
  return { gives: new Set(columns.map(([kind]) => kind)), predict: () => answers }
}

/** What it says of one row, by kind; of two classes the probability of the second alone. */
export function rowOf(answer: ConstantAnswer): ReadonlyMap<PredictionKind, readonly number[]> {
  switch (answer.kind) {
    case 'value':
      return new Map([['value', [answer.value]]])
    case 'class':
      return new Map([['label', [answer.label]]])
    case 'probability': {
      const { probability } = answer
      const label = probability.indexOf(Math.max(...probability))
      return new Map<PredictionKind, readonly number[]>([
        ['probability', probability.length === 2 ? probability.slice(1) : probability],
        ['label', [label]],
      ])
    }
  }
}

function repeated(row: readonly number[], count: number): Float64Array {
  const values = new Float64Array(count * row.length)
  for (let i = 0; i < count; i++) values.set(row, i * row.length)
  return values
}
