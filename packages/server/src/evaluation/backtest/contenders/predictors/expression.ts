import { compileColumn } from '../../../../datasets/expression/index.ts'
import { columnAnswers } from './column-answers.ts'
import type { Predictor, PredictorRecipe, PredictorWorld } from './types.ts'

/** Says what an expression over the columns of the row comes to. */
export function openExpression(
  { expression, gives }: Extract<PredictorRecipe, { kind: 'expression' }>,
  world: PredictorWorld,
): Predictor {
  const kinds = new Map(world.columns.map(({ name, kind }) => [name, kind]))
  const { kind, compute } = compileColumn(expression, kinds, world.zone)
  const answers = columnAnswers({ name: expression, kind }, gives, world)
  return {
    gives: answers.gives,
    predict: (block) => answers.read(compute(block.batch), block),
  }
}
